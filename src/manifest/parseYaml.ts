// Text to YAML documents, within limits. JSON is YAML too.

import { Composer, type Document, type ErrorCode, LineCounter, Parser } from 'yaml';
import type { DocumentText } from './documents.ts';
import { ManifestError, type Place, type SyntaxProblem } from './failure.ts';
import { newLexer } from './lexer.ts';

/** What was parsed of a manifest so far. */
export interface Parsed {
  parts: number;
  /** Characters that aliases stand for. */
  aliased: number;
}

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
  /[^\t\n\r\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|\r(?!\n)/u;
// What begins as JSON is read as JSON by kubectl, where these are ordinary.
const NOT_IN_JSON = /[^\t\n\r\x20-\uD7FF\uE000-\u{10FFFF}]|\r(?!\n)/u;

/** The lexer's sign that a document begins. */
const DOCUMENT = '\x02';

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

export interface ParsedDocument {
  document: Document.Parsed;
  placeOf: (offset: number) => Place;
}

/**
 * Of one document of a manifest, unless that is JSON.
 *
 * @throws ManifestError. The messages of the package quote the text and go no further than here.
 */
export function* parseYaml(source: DocumentText, parsed: Parsed): Generator<ParsedDocument> {
  checkCharacters(source);
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: source.linesBefore + line, column: col };
  };
  // Types and tags are read by readTree. It compares keys as well: the package does it in quadratic time.
  const options = { schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false } as const;
  for (const document of new Composer(options).compose(tokensOf(source, lines, parsed))) {
    const [error] = document.errors;
    if (error !== undefined) {
      const at = placeOf(error.pos[0]);
      if (error.code === 'TAG_RESOLVE_FAILED') throw new ManifestError({ code: 'tag', at });
      const problem = PROBLEMS[error.code] ?? 'unexpected';
      throw new ManifestError({ code: 'syntax', problem, at });
    }
    yield { document, placeOf };
  }

  /** As the package's own `parseAllDocuments`, but given up at the first sign of trouble. */
  function* tokensOf({ text, isJson }: DocumentText, lines: LineCounter, parsed: Parsed) {
    const parser = new Parser(lines.addNewLine);
    lines.addNewLine(0);
    for (const lexeme of newLexer().lex(text)) {
      for (const token of parser.next(lexeme)) {
        if (token.type === 'directive' || token.type === 'error') {
          const problem = token.type === 'directive' ? 'directive' : 'unexpected';
          throw new ManifestError({ code: 'syntax', problem, at: placeOf(token.offset) });
        }
        yield token;
      }
      if (parser.stack.length > MAX_DEPTH) {
        throw new ManifestError({ code: 'too-deep', at: placeOf(parser.offset) });
      }
      if (isJson && isWholeObject(parser)) {
        yield* parser.end();
        yield* parser.next(DOCUMENT);
      }
      parsed.parts++;
      if (parsed.parts + lines.lineStarts.length / 4 > MAX_PARTS) {
        throw new ManifestError({ code: 'too-many-parts', limit: MAX_PARTS });
      }
    }
    parsed.parts += lines.lineStarts.length / 4;
    yield* parser.end();
  }
}

/** After the `}` of an object that is in no other. */
function isWholeObject({ stack: [, value, ...more] }: Parser): boolean {
  return value?.type === 'flow-collection' && value.end.length > 0 && more.length === 0;
}

function checkCharacters({ text, linesBefore, isJson }: DocumentText): void {
  const index = text.search(isJson ? NOT_IN_JSON : NOT_IN_YAML);
  if (index === -1) return;
  const before = text.slice(0, index).split('\n');
  const at = {
    line: linesBefore + before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
  const codePoint = text.codePointAt(index) ?? 0;
  throw new ManifestError({ code: 'raw-character', codePoint, at });
}
