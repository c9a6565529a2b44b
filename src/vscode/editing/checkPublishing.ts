// What keeps anything from being published to a volume, said before a person types a word.

import * as vscode from 'vscode';
import { explainAccess } from '../explain/explainState.ts';
import { isFromCluster } from '../volumes/fromCluster.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { CannotPublish } from './cannotPublish.ts';
import { notShown, Refused } from './refused.ts';
import type { Staging } from './staging.ts';

/**
 * @param keys of the staged changes that are to be published
 * @throws Refused with a sentence why nothing may be published here
 */
export function checkPublishing(
  volumes: Volumes,
  staging: Staging,
  dir: string,
  keys: readonly string[],
): void {
  if (!vscode.workspace.isTrusted) {
    throw new Refused(
      vscode.l10n.t('Nothing is changed from a workspace in restricted mode. Trust it first.'),
    );
  }
  if (!volumes.has(dir)) throw notShown(dir);
  const state = volumes.state(dir);
  if (state === undefined) return;
  if (state.held !== undefined) {
    throw new Refused(
      vscode.l10n.t(
        '{0}: an update is being stepped through, so nothing else is published. Let the debug session finish, or stop it.',
        dir,
      ),
    );
  }
  const access = explainAccess(state.access);
  if (access === undefined) return;
  // Without keys there is nothing to copy.
  if (state.active.state !== 'read') throw new Refused(`${dir}: ${access}`);
  const isForCluster = staging.of(dir).size > 0 && isFromCluster(state);
  throw new CannotPublish(dir, state.access, isForCluster, keys);
}
