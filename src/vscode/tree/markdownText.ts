// Plain text as Markdown that shows just that text.

/**
 * Even untrusted Markdown loads images and follows links, also bare addresses. `MarkdownString.appendText` leaves those
 * links, and makes every space one that no line breaks at: then lines break within words. So every character that could
 * mean something is escaped, and only spaces that Markdown would drop are written otherwise.
 */
export function asMarkdown(text: string): string {
  return text
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replace(/\n+/g, '\n\n')
    .replace(/^ | $| (?= )/gm, '&nbsp;');
}
