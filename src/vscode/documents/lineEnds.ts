// What VS Code cleans up as it saves: spaces at the ends of lines, and the line ends after the last one. Each function
// looks at every character once at most, however many blanks there are.

/** As much of a string as is needed. */
export type Text = Pick<string, 'length' | 'charCodeAt'>;

/** In the place of `rangeLength` characters at `rangeOffset`, all of them places in the text before any change. */
export interface Change {
  rangeOffset: number;
  rangeLength: number;
  text: string;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = /^\s$/;

/** Whether the changes touch nothing but what VS Code would clean up. They do not overlap. */
export function touchOnlyEnds(before: Text, changes: readonly Change[]): boolean {
  const last = changes.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
  if (last.some(({ text }) => !isSpace(text, 0, text.length))) return false;
  // From the last to the first, so that a run of blanks is looked at once for all changes in it.
  let blank = { from: before.length, to: before.length };
  let space = { from: before.length, to: before.length };
  for (const { rangeOffset, rangeLength, text } of last) {
    const end = rangeOffset + rangeLength;
    if (!isSpace(before, rangeOffset, end)) return false;
    const isInLine = !hasLineEnd(before, rangeOffset, end) && !hasLineEnd(text, 0, text.length);
    if (isInLine) {
      blank = { from: end, to: skip(before, end, blank, isBlank) };
      if (!isLineEnd(before, blank.to)) return false;
    } else {
      space = { from: end, to: skip(before, end, space, isSpaceCode) };
      if (space.to < before.length) return false;
    }
  }
  return true;
}

/** Whether the texts are the same but for what VS Code would clean up. */
export function differOnlyInEnds(one: string, other: string): boolean {
  const [a, b] = [new Uncleaned(one.trimEnd()), new Uncleaned(other.trimEnd())];
  for (;;) {
    const [left, right] = [a.next(), b.next()];
    if (left !== right) return false;
    if (left === undefined) return true;
  }
}

/** The characters of a text without the blanks before line ends. */
class Uncleaned {
  readonly #text: string;
  #at = 0;
  /** Blanks up to here are not at the end of a line. */
  #blanksTo = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): number | undefined {
    if (this.#at >= this.#blanksTo && isBlank(this.#text.charCodeAt(this.#at))) {
      let to = this.#at + 1;
      while (isBlank(this.#text.charCodeAt(to))) to++;
      if (isLineEnd(this.#text, to)) this.#at = to;
      else this.#blanksTo = to;
    }
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at++) : undefined;
  }
}

/** @param known a run that ends at `to`, and was looked at from `from` on */
function skip(
  text: Text,
  start: number,
  known: { from: number; to: number },
  isSkipped: (code: number) => boolean,
): number {
  let at = start;
  while (at < text.length && at !== known.from && isSkipped(text.charCodeAt(at))) at++;
  return at === known.from ? known.to : at;
}

function hasLineEnd(text: Text, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) return true;
  }
  return false;
}

function isSpace(text: Text, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isSpaceCode(text.charCodeAt(at))) return false;
  return true;
}

function isLineEnd(text: Text, at: number): boolean {
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  return code === LF || (code === CR && text.charCodeAt(at + 1) === LF);
}

function isBlank(code: number): boolean {
  return code !== LF && code !== CR && isSpaceCode(code);
}

function isSpaceCode(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0xa0 && isOtherSpace(code));
}

function isOtherSpace(code: number): boolean {
  return SPACE.test(String.fromCharCode(code));
}

/** The text after the changes. */
export function applied(before: string, changes: readonly Change[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { rangeOffset, rangeLength, text } of changes.toSorted(
    (a, b) => a.rangeOffset - b.rangeOffset,
  )) {
    parts.push(before.slice(at, rangeOffset), text);
    at = rangeOffset + rangeLength;
  }
  parts.push(before.slice(at));
  return parts.join('');
}
