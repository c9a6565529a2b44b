// Words for what is wrong inside the active version: keys that cannot be read, modes, changes in place.

import * as vscode from 'vscode';
import type { VolumeOrigin } from '../../volume/places/origin.ts';
import type { Problem, RefusedBy } from '../../volume/problems/problem.ts';
import { explainUnread } from './explainFailure.ts';
import { firstOf, formatMode, shown } from './format.ts';

const LISTED = 5;

export interface Explanation {
  /** For a row of the tree. */
  short: string;
  long: string;
}

/** `long`: one paragraph of whole sentences; empty ones are left out. */
export function say(short: string, ...sentences: readonly string[]): Explanation {
  return { short, long: sentences.filter((sentence) => sentence !== '').join(' ') };
}

type VersionProblem = Problem & {
  kind:
    | 'unread-key'
    | 'unreadable-key'
    | 'closed-directory'
    | 'world-writable'
    | 'world-readable'
    | 'changed-in-place';
};

export function explainVersionProblem(problem: VersionProblem, origin: VolumeOrigin): Explanation {
  switch (problem.kind) {
    case 'unread-key':
      return say(
        vscode.l10n.t('{0} cannot be read', shown(problem.key)),
        vscode.l10n.t('{0}.', capitalized(explainUnread(problem.reason))),
        vscode.l10n.t('Until it can, nothing is published from here, as that would lose it.'),
      );
    case 'unreadable-key':
      return say(
        vscode.l10n.t('{0} cannot be read', shown(problem.key)),
        vscode.l10n.t('No permission.'),
        explainPermission(problem),
        isOfPod(origin)
          ? vscode.l10n.t(
              'The pod’s spec decides it: give the volume a defaultMode (or the key a mode) that others may read, or the pod a securityContext.fsGroup; then the kubelet gives the files to that group.',
            )
          : vscode.l10n.t('Until it can, nothing is published from here, as that would lose it.'),
      );
    case 'closed-directory':
      return say(
        vscode.l10n.t('{0} keeps programs out', pathOf(problem)),
        vscode.l10n.t(
          'Its mode is {0}, so programs of other users can read none of its keys, though the modes of the keys allow it.',
          formatMode(problem.mode),
        ),
        vscode.l10n.t('Repair opens the directory and leaves the keys as they are.'),
      );
    case 'world-writable':
      return say(
        vscode.l10n.t('{0} can be changed by anyone', pathOf(problem)),
        vscode.l10n.t(
          'Its mode is {0}: any program can change what others read, without an update that they would notice.',
          formatMode(problem.mode),
        ),
        vscode.l10n.t('Repair takes that right from others.'),
      );
    case 'world-readable':
      return say(
        vscode.l10n.t('{0} can be read by anyone', pathOf(problem)),
        vscode.l10n.t(
          'Its mode is {0}, and no other key may be read by others.',
          formatMode(problem.mode),
        ),
        vscode.l10n.t('Repair closes it to them as well.'),
      );
    case 'changed-in-place': {
      const keys = problem.changes.map(({ key }) => shown(key));
      return say(
        keys.length === 1
          ? vscode.l10n.t('{0} was changed in place', keys.join())
          : vscode.l10n.t('{0} keys were changed in place', keys.length),
        vscode.l10n.t(
          'Changed in the active version and not published: {0}.',
          firstOf(keys, LISTED),
        ),
        vscode.l10n.t('Programs may have read half of it, and got no event.'),
        vscode.l10n.t('Repair publishes what is there now as a new version.'),
      );
    }
  }
}

/** Written by a kubelet for a pod, so that only the pod's spec can change its modes for good. */
function isOfPod(origin: VolumeOrigin): boolean {
  return 'knownBy' in origin && origin.knownBy !== 'layout';
}

/** Empty where nothing is known but that it was refused. */
export function explainPermission({
  refusedBy,
  userId,
}: {
  refusedBy?: RefusedBy;
  userId?: number;
}): string {
  if (refusedBy === undefined || userId === undefined) return '';
  const { path, uid, gid, mode } = refusedBy;
  return vscode.l10n.t(
    '{0} belongs to user {1} and group {2} with mode {3}. Here you are user {4}.',
    shown(path),
    uid,
    gid,
    formatMode(mode),
    userId,
  );
}

function pathOf({ path }: { path: string }): string {
  return path === '' ? vscode.l10n.t('The active version') : shown(path);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
