// A map in braces with entries changed, taken out and added: the comments between the others stay where they are.

interface FlowMap {
  /** The brace, and what is before the first entry. */
  open: string;
  /** `after`: what is between it and the next entry, the comma with it. */
  entries: readonly { text: string; isGone: boolean; after: string }[];
  added: readonly string[];
  /** From the end of the last entry. */
  close: string;
  eol: string;
}

export function flowText({ open, entries, added, close, eol }: FlowMap): string {
  const left = entries.filter(({ isGone }) => !isGone);
  const last = left.at(-1);
  const texts = left.map((entry) => entry.text + (entry === last ? '' : entry.after)).join('');
  // An entry takes the comment on its line along, and JSON has no comma after the last one.
  const isLastGone = entries.at(-1)?.isGone === true;
  const rest = isLastGone ? close.replace(/^[ \t,]*#[^\r\n]*/, '') : close;
  const end = (last === undefined ? '' : withoutComma(last.after).trimEnd()) + rest;
  if (last === undefined) {
    return (added.length === 0 ? open.trimEnd() : open + added.join(', ')) + end;
  }
  if (added.length === 0) return open + texts + end;
  // What is added comes after a comment on the line of the last entry.
  const comment = end.lastIndexOf('#');
  const at = comment === -1 ? 0 : comment + end.slice(comment).search(/\r?\n/);
  const [head, tail] = [end.slice(0, at), end.slice(at)];
  const between = separator(entries[0]?.after ?? '', open, head === '' ? '' : eol);
  const comma = withoutComma(head) === head ? ',' : '';
  return `${open}${texts}${comma}${head}${between}${added.join(`,${between}`)}${tail}`;
}

/** What comes after a comma: as after the first one, or as after the brace. A comment needs a line end after it. */
function separator(after: string, open: string, needed: string): string {
  const [first, brace] = [after, open.slice(1)].map((text) =>
    withoutComma(text).replaceAll(/[ \t]*#[^\r\n]*/g, ''),
  );
  const usual = first !== '' ? first : brace?.includes('\n') === true ? brace : ' ';
  return usual === undefined || !usual.includes(needed) ? `${needed}  ` : usual;
}

/** Of what is between two entries; one in a comment stays. */
function withoutComma(between: string): string {
  return between.replaceAll(/(#[^\n]*)|,/g, (_, comment: string | undefined) => comment ?? '');
}
