// The documents of a manifest, taken apart before they are parsed: install files are megabytes of other objects' schemas,
// and it takes the YAML package seconds to parse what is left out anyway.

import { ManifestError } from './failure.ts';

export interface DocumentText {
  text: string;
  /** Where it begins in the manifest, after a byte order mark. */
  start: number;
  /** Lines of the manifest before it. */
  linesBefore: number;
  /** kubectl reads a manifest that begins with `{` as JSON objects back to back. */
  isJson: boolean;
}

/** Large install files have 5 MB. What is parsed of it has a limit of its own. */
const MAX_TEXT_BYTES = 16 * 2 ** 20;

// In YAML such a line ends a document wherever it is, also in quotes and in blocks of text. (`^` would match after U+2028.)
const NEXT_DOCUMENT = /(?<=\n)---(?=[ \t\r\n]|$)/g;

// Programs of Windows put a byte order mark in front of a file, and files are put together with `---`.
const BYTE_ORDER_MARK = /^(---[^\n]*\n)?\uFEFF/;

/** @throws ManifestError `text-too-large` */
export function* documentsIn(text: string): Generator<DocumentText> {
  checkTextSize(text);
  const isJson = /^\uFEFF?\s*\{/.test(text);
  let linesBefore = 0;
  const documentAt = (start: number, end: number): DocumentText => {
    const whole = text.slice(start, end);
    const document = whole.replace(BYTE_ORDER_MARK, '$1');
    // What is before the mark, if anything, is no object.
    const marks = whole.length - document.length;
    return { text: document, start: start + marks, linesBefore, isJson };
  };
  let start = 0;
  for (const { index } of text.matchAll(NEXT_DOCUMENT)) {
    yield documentAt(start, index);
    linesBefore += lineEndsIn(text, start, index);
    start = index;
  }
  yield documentAt(start, text.length);
}

/** @throws ManifestError `text-too-large` */
export function checkTextSize(text: string): void {
  const bytes = Buffer.byteLength(text);
  const limit = MAX_TEXT_BYTES;
  if (bytes > limit) throw new ManifestError({ code: 'text-too-large', bytes, limit });
}

/** Where a field of an object in block style begins: its lines are indented, or empty, comments, or items of a list. */
const NEXT_FIELD = /(?<=^|\n)[^\s#-]/g;
const FIELD_NAME = /([A-Za-z]+):\s/y;
const HEAD = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * The fields that say which object a document is; their lines are no longer in their places. Undefined for a document that
 * is not in block style.
 */
export function headOf(document: DocumentText): DocumentText | undefined {
  const { text } = document;
  const head: string[] = [];
  let field = { name: '', start: 0 };
  const takeUntil = (end: number): void => {
    if (HEAD.has(field.name)) head.push(text.slice(field.start, end));
  };
  for (const { index: start } of text.matchAll(NEXT_FIELD)) {
    takeUntil(start);
    FIELD_NAME.lastIndex = start;
    const [, name] = FIELD_NAME.exec(text) ?? [];
    if (name === undefined) return undefined;
    field = { name, start };
  }
  takeUntil(text.length);
  return head.length === 0 ? undefined : { ...document, text: head.join('') };
}

function lineEndsIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}
