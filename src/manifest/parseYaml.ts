// Text to YAML documents, within limits. JSON is YAML too.

import { Composer, type Document, type ErrorCode, Lexer, LineCounter, Parser } from 'yaml';
import { ManifestError, type SyntaxProblem } from './failure.ts';

/** Bytes of text. The API server takes no request over 3 MiB, so every object fits, and some full ones together. */
export const MAX_TEXT_BYTES = 4 * 2 ** 20;

/**
 * Tokens, and lines for a quarter each. The package takes 3 to 15 µs for a token, in which the thread does nothing else.
 * What people write has about 6 tokens in a line; a block of text is one. A value of 1 MiB may be all line ends.
 */
const MAX_PARTS = 400_000;

/** Collections in collections. The schemas of custom resources go to about 50; the package recurses. */
const MAX_DEPTH = 200;

// YAML as kubectl takes it: the printable characters. U+0085, U+2028 and U+2029 end a line in YAML 1.1, which kubectl
// reads, and are ordinary in 1.2: what holds them would be read as something else. Likewise a CR alone.
const NOT_IN_YAML =
  /[^\t\n\r\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]|\r(?!\n)/u;
// What begins as JSON is read as JSON by kubectl, where these are ordinary.
const NOT_IN_JSON = /[^\t\n\r\x20-\uD7FF\uE000-\u{10FFFF}]|\r(?!\n)/u;

const PROBLEMS: Partial<Record<ErrorCode, SyntaxProblem>> = {
  BAD_DIRECTIVE: 'directive',
  BAD_DQ_ESCAPE: 'escape',
  BAD_INDENT: 'indentation',
  BAD_SCALAR_START: 'start',
  BLOCK_AS_IMPLICIT_KEY: 'nested',
  MISSING_CHAR: 'incomplete',
  MULTILINE_IMPLICIT_KEY: 'multi-line-key',
  TAB_AS_INDENT: 'tab',
};

/** @throws ManifestError. The messages of the package quote the text and go no further than here. */
export function parseYaml(text: string): { documents: Document.Parsed[]; lines: LineCounter } {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES) {
    throw new ManifestError({ code: 'text-too-large', bytes, limit: MAX_TEXT_BYTES });
  }
  checkCharacters(text);
  const lines = new LineCounter();
  // Types are decided by readPlainScalar, keys are compared by readTree: the package does it in quadratic time.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(parse(text, lines))) {
    const [error] = document.errors;
    if (error !== undefined) {
      const at = placeOf(lines, error.pos[0]);
      if (error.code === 'TAG_RESOLVE_FAILED') throw new ManifestError({ code: 'tag', at });
      const problem = PROBLEMS[error.code] ?? 'unexpected';
      throw new ManifestError({ code: 'syntax', problem, at });
    }
    documents.push(document);
  }
  return { documents, lines };
}

/** As the package's own `parseAllDocuments`, but given up at the first sign of trouble. */
function* parse(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  let tokens = 0;
  lines.addNewLine(0);
  for (const source of new Lexer().lex(text)) {
    for (const token of parser.next(source)) {
      if (token.type === 'directive' || token.type === 'error') {
        const problem = token.type === 'directive' ? 'directive' : 'unexpected';
        throw new ManifestError({ code: 'syntax', problem, at: placeOf(lines, token.offset) });
      }
      yield token;
    }
    if (parser.stack.length > MAX_DEPTH) {
      throw new ManifestError({ code: 'too-deep', at: placeOf(lines, parser.offset) });
    }
    tokens++;
    if (tokens + lines.lineStarts.length / 4 > MAX_PARTS) {
      throw new ManifestError({ code: 'too-many-parts', limit: MAX_PARTS });
    }
  }
  yield* parser.end();
}

function checkCharacters(text: string): void {
  // A byte order mark in front is no part of the text.
  const body = text.replace(/^\uFEFF/, ' ');
  const index = body.search(/^\s*\{/.test(body) ? NOT_IN_JSON : NOT_IN_YAML);
  if (index === -1) return;
  const before = body.slice(0, index).split('\n');
  const at = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  throw new ManifestError({
    code: 'raw-character',
    codePoint: body.codePointAt(index) ?? 0,
    at,
  });
}

export function placeOf(lines: LineCounter, offset: number) {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
