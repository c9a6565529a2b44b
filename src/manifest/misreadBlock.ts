// A block of text that the `yaml` package (2.9.1) misreads: it drops lines of blanks at the end of a block whose header
// gives the indentation (`|2`), where they belong to the value.

import type { Range } from 'yaml';

/** True when `text` has such a block at `range`; then nothing is known of its last lines. */
export function isMisreadBlock(text: string, [start, end]: Range): boolean {
  const header = text.slice(start, text.indexOf('\n', start));
  if (!/^[|>][-+]?[1-9]/.test(header)) return false;
  // What follows the last line with more than blanks; the package may have cut it off from the block.
  let first = end;
  let last = end;
  while (isBlank(text[first - 1])) first--;
  while (isBlank(text[last])) last++;
  const lines = text.slice(first, last).split('\n').slice(1);
  // The last one is the indentation of what comes next, unless nothing does.
  if (last < text.length) lines.pop();
  return lines.some((line) => line.includes(' '));
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r';
}
