// A question with one way to say yes; every other answer is no.

import * as vscode from 'vscode';

/** @param yes the button, named after what it does */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, yes);
  return answer === yes;
}
