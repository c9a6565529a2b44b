// A question with one way to say yes; every other answer is no.

import { showWarning } from '../explain/messages.ts';

/** @param yes the button, named after what it does */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  const answer = await showWarning(question, { modal: true, detail }, yes);
  return answer === yes;
}
