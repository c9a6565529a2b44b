// Midnight: a time that was today's needs its date from then on.

import * as vscode from 'vscode';

/** A computer that slept through midnight finds out this soon after. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** Calls after each midnight, local time. */
export function onNewDay(listener: () => void): vscode.Disposable {
  let today = new Date().toDateString();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const left = new Date().setHours(24, 0, 0, 0) - Date.now();
    timer = setTimeout(look, Math.min(left, LONGEST_WAIT_MS));
  };
  const look = (): void => {
    const now = new Date().toDateString();
    if (now !== today) listener();
    today = now;
    wait();
  };
  wait();
  return new vscode.Disposable(() => clearTimeout(timer));
}
