// Which language a text looks like whose lines are settings: the ones that do not say what they are.

export type Shape = 'dotenv' | 'properties' | 'ini' | 'toml' | 'yaml' | 'plaintext';

export function shapeOf(text: string): Shape {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !COMMENT.test(line));
  return assignmentShape(lines) ?? (isYaml(lines) ? 'yaml' : 'plaintext');
}

const COMMENT = /^\s*[#;!]/;
const SECTION = /^\[\[?[^[\]]+\]\]?\s*([#;].*)?$/;
/** A value that begins with `=` is the padding of base64. */
const ASSIGNMENT = /^(export )?([A-Za-z_][\w./-]*)(\s*)=(?!=)\s*(.*)$/;
const CONTINUATION = /^(\s|[\]}])/;
const ENVIRONMENT = /^(export )?[A-Z_][A-Z\d_]*=(?!=)/;
const TOML_VALUE =
  /^("|'|\[|\{|[+-]?(\d|inf\b|nan\b)[-\d_.:TZ+eExXa-f]*\s*(#.*)?$|(true|false)\s*(#.*)?$)/;

function assignmentShape(lines: readonly string[]): Shape | undefined {
  const sections = lines.filter((line) => SECTION.test(line));
  const assignments = lines.flatMap((line) => {
    const match = ASSIGNMENT.exec(line);
    return match === null ? [] : [{ gap: match[3] ?? '', value: match[4] ?? '' }];
  });
  const others = lines.filter(
    (line) => !SECTION.test(line) && !ASSIGNMENT.test(line) && !CONTINUATION.test(line),
  );
  if (others.length > 0 || !assignments.some(({ value }) => value !== '')) return undefined;
  if (lines.every((line) => ENVIRONMENT.test(line))) return 'dotenv';
  const isToml =
    assignments.every(({ value }) => TOML_VALUE.test(value)) &&
    // `a="b"` is as likely a list of labels by the downward API, and numbers alone tell nothing.
    assignments.some(({ gap, value }) => gap !== '' && /^["'[{tf]/.test(value));
  if (isToml) return 'toml';
  return sections.length > 0 ? 'ini' : 'properties';
}

/** A key and what follows the colon; a key with spaces would be as much a sentence. */
const MAPPING = /^\s*(?:- +)*(?:[\w$./@*~<-][^\s:#{}[\]]*|"[^"]*"|'[^']*')\s*:(?:\s+(.*))?$/;
const ITEM = /^\s*-(?:\s+(.*))?$/;
const DOCUMENT = /^(---|\.\.\.)(\s|$)|^%YAML /;

function isYaml(lines: readonly string[]): boolean {
  const [first = ''] = lines;
  // What is indented may be anything: a block of text in a value.
  const outer = lines.filter((line) => !/^[\s}\]]/.test(line));
  if (/^\s/.test(first) || outer.some((line) => !isStructure(line))) return false;
  return lines.some((line, index) => isSetting(line, lines[index + 1] ?? '')) || isPlainList(outer);
}

function isStructure(line: string): boolean {
  return MAPPING.test(line) || ITEM.test(line) || DOCUMENT.test(line);
}

/** A mapping whose value is no sentence: `Note: this is a remark` is one. */
function isSetting(line: string, next: string): boolean {
  const match = MAPPING.exec(line);
  if (match === null) return false;
  const [, value = ''] = match;
  if (value.trim() === '') return /^(\s|-\s)/.test(next);
  return /^["'[{|>&*!]/.test(value) || isShort(value);
}

/** `- web` is an item; `- see what the others do` is of a Markdown list. */
function isPlainList(lines: readonly string[]): boolean {
  const items = lines.filter((line) => !DOCUMENT.test(line));
  return items.length > 0 && items.every((line) => isShort(ITEM.exec(line)?.[1] ?? ''));
}

function isShort(value: string): boolean {
  const words = value.trim().split(/\s+/);
  return words[0] !== '' && words.length <= 3;
}
