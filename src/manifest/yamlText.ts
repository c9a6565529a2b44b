// Strings as YAML that kubectl and we read back exactly, in the styles that kubectl chooses.

import { readPlainScalar } from './plainScalar.ts';

/** What can stand in YAML as it is. A byte order mark and the line ends of Unicode cannot: readers change them. */
const PRINTABLE =
  '\\x20-\\x7E\\xA0-\\u2027\\u202A-\\uD7FF\\uE000-\\uFEFE\\uFF00-\\uFFFD\\u{10000}-\\u{10FFFF}';
const ONE_LINE = new RegExp(`^[${PRINTABLE}]*$`, 'u');
const LINES = new RegExp(`^[${PRINTABLE}\\n]*$`, 'u');
const ESCAPED = new RegExp(`["\\\\]|[^${PRINTABLE}]`, 'gu');

const ESCAPES: Partial<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** What comes after `key: `, without the final newline. `indent`: of the lines of a block. */
export function valueText(text: string, indent: string): string {
  if (isBlock(text)) return blockText(text, indent);
  return /^[A-Za-z_/]/.test(text) && isPlain(text) ? text : quoted(text);
}

/** For names and keys that the API takes, which may begin with a digit or a dot. */
export function keyText(key: string): string {
  // What looks like a date is one to other readers.
  return /^[\w.]/.test(key) && !/^\d{4}-/.test(key) && isPlain(key) ? key : quoted(key);
}

function isPlain(text: string): boolean {
  const isSimple = /^[\w./@%+=,: -]*$/.test(text) && !/:(?: |$)| $/.test(text);
  return isSimple && readPlainScalar(text).type === 'string';
}

/** Blanks at the end of a line would be exact, but no one sees them. */
function isBlock(text: string): boolean {
  return text.includes('\n') && LINES.test(text) && !/^[ \n]/.test(text) && !/ (?:\n|$)/.test(text);
}

function blockText(text: string, indent: string): string {
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = (chomping === '-' ? text : text.slice(0, -1)).split('\n');
  return [`|${chomping}`, ...lines.map((line) => (line === '' ? '' : indent + line))].join('\n');
}

function quoted(text: string): string {
  if (/["\\]/.test(text) && ONE_LINE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `"${text.replace(ESCAPED, escape)}"`;
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  const numbered = code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
  return ESCAPES[character] ?? numbered;
}
