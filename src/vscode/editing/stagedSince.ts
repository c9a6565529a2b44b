// What is staged while a person is being asked is in no question, and so in no answer.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { StagedChanges } from '../../volume/edit/stagedChanges.ts';
import { firstOf } from '../explain/format.ts';
import { Refused } from './refused.ts';
import type { Staging } from './staging.ts';

/**
 * @param asked what was staged when the question came up
 * @param keys those that the answer would overwrite or give up; all that are staged unless given
 * @throws Refused where one of them is staged otherwise since
 */
export function refuseStagedSince(
  staging: Staging,
  dir: string,
  asked: StagedChanges,
  keys: Iterable<string> = staging.of(dir).keys(),
): void {
  const now = staging.of(dir);
  const since = [...keys].filter((each) => {
    const key = each as KeyPath;
    if (!now.has(key)) return false;
    return !asked.has(key) || asked.get(key)?.content !== now.get(key)?.content;
  });
  if (since.length === 0) return;
  throw new Refused(
    vscode.l10n.t(
      '{0} of {1} was staged anew while you were asked. It stays staged, and nothing else was done. Try again.',
      firstOf(since, 3),
      dir,
    ),
  );
}
