// Messages to people, as plain text: VS Code makes a link of what looks like one in Markdown, and a click on a key called
// `[x](command:y)` would run a command.

import * as vscode from 'vscode';

type Show = (
  text: string,
  ...rest: (vscode.MessageOptions | string)[]
) => Thenable<string | undefined>;

/** Which of VS Code's own is called is looked up each time: tests answer in its place. */
function plainly(kind: 'Information' | 'Warning' | 'Error'): Show {
  return (text, ...rest) => {
    const show: Show = vscode.window[`show${kind}Message`];
    return show(withoutLinks(text), ...rest);
  };
}

export const showInformation = plainly('Information');
export const showWarning = plainly('Warning');
export const showError = plainly('Error');

/** It looks the same: what is put between takes no room. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u2060(');
}
