// Words for the state of a volume: whether it can be shown, and whether it can be changed.

import * as vscode from 'vscode';
import { type Access, NO_ANSWER, type VolumeState } from '../../worker/protocol/state.ts';
import { shown } from './format.ts';

/** A word on a volume whose active version cannot be shown; undefined for one that can. */
export function explainActive({
  active,
  versions,
}: Pick<VolumeState, 'active' | 'versions'>): { short: string; long: string } | undefined {
  switch (active.state) {
    case 'read':
      return undefined;
    case 'no-target-directory':
      return {
        short: vscode.l10n.t('not there'),
        long: vscode.l10n.t(
          'There is no such directory (any more). When it is mounted, it shows here by itself.',
        ),
      };
    case 'not-a-directory':
      return {
        short: vscode.l10n.t('not a directory'),
        long: vscode.l10n.t('This is a file: a subPath mount, perhaps, which never changes.'),
      };
    case 'sub-path':
      return {
        short: active.isStale ? vscode.l10n.t('out of date') : vscode.l10n.t('never updated'),
        long: explainSubPath(active),
      };
    case 'no-data-link':
      return {
        short:
          versions.length === 0
            ? vscode.l10n.t('no version yet')
            : vscode.l10n.t('no version any more'),
        long:
          versions.length === 0
            ? vscode.l10n.t(
                'There is no ..data link: nothing has been published here, or it is not a projected volume.',
              )
            : vscode.l10n.t(
                'There is no ..data link any more: the volume was emptied, or unmounted. The history has what was seen here.',
              ),
      };
    case 'emptied':
      return {
        short: vscode.l10n.t('emptied'),
        long: vscode.l10n.t(
          'There is no ..data link any more: someone removed it with all keys. The history has what was seen.',
        ),
      };
    case 'removed':
      return {
        short: vscode.l10n.t('removed'),
        long: vscode.l10n.t(
          'The volume was removed where it is mounted from, as when its pod has ended. No update will come.',
        ),
      };
    case 'data-not-a-link':
      return {
        short: vscode.l10n.t('..data is not a link'),
        long: vscode.l10n.t(
          'A file or directory named ..data is in the way: no update can be published here.',
        ),
      };
    case 'dangling':
      return {
        short: vscode.l10n.t('..data dangles'),
        long: vscode.l10n.t(
          '..data points to {0}, which is not there. Programs can read no key.',
          shown(active.target),
        ),
      };
    case 'outside':
      return {
        short: vscode.l10n.t('..data leads outside'),
        long: vscode.l10n.t(
          '..data points to {0}, outside of the volume. It is not followed.',
          shown(active.target),
        ),
      };
    case 'version-not-a-directory':
      return {
        short: vscode.l10n.t('no version'),
        long: vscode.l10n.t('..data points to {0}, which is no directory.', shown(active.target)),
      };
    case 'unreadable':
      if (active.errno === NO_ANSWER) {
        return {
          short: vscode.l10n.t('not read yet'),
          long: vscode.l10n.t(
            'The file system has not answered yet. The volume shows here as soon as it does.',
          ),
        };
      }
      return {
        short: vscode.l10n.t('unreadable'),
        long: vscode.l10n.t('The volume cannot be read ({0}).', active.errno),
      };
    case 'unsettled':
      return {
        short: vscode.l10n.t('changing too fast'),
        long: vscode.l10n.t(
          'The volume was updated each time it was being read. It shows as soon as it settles.',
        ),
      };
    case 'too-large':
      return {
        short: vscode.l10n.t('too large'),
        long: explainTooLarge(active.limit),
      };
  }
}

export function explainSubPath({ key, version }: { key: string; version: string }): string {
  if (key === '') {
    return vscode.l10n.t('The directory of version {0} itself is mounted.', shown(version));
  }
  return vscode.l10n.t('It is a subPath mount of {0} in version {1}.', shown(key), shown(version));
}

/** A word on a volume that is on a file system which hangs. */
export function explainHang({ hangs }: VolumeState): { short: string; long: string } | undefined {
  if (hangs !== true) return undefined;
  return {
    short: vscode.l10n.t('does not answer'),
    long: vscode.l10n.t(
      'The file system has stopped answering. What shows here was read before; staged changes are kept, and nothing is published until it answers. Other volumes go on. This one recovers by itself.',
    ),
  };
}

/** That changes may show late, and why. */
export function explainPolling({ polling }: VolumeState): string | undefined {
  switch (polling) {
    case undefined:
      return undefined;
    case 'ENOSPC':
    case 'EMFILE':
      return vscode.l10n.t(
        'Looked at every second: there are no more file watches to be had ({0}). The limits are fs.inotify.max_user_watches and max_user_instances.',
        polling,
      );
    default:
      return vscode.l10n.t(
        'Looked at every second: the file system sends no events ({0}).',
        polling,
      );
  }
}

export function explainAccess(access: Access): string | undefined {
  switch (access) {
    case 'writable':
    case 'unknown':
      return undefined;
    case 'read-only-file-system':
      return vscode.l10n.t(
        'Read-only: mounted so, as all such volumes are in a container. What lasts is a change of the ConfigMap or Secret that it comes from: edit the keys here, then Publish to the Cluster. You can also compare, export, and copy it to a new volume.',
      );
    case 'no-atomic-swap':
      return vscode.l10n.t('Read-only: on Windows no update can be published in one atomic swap.');
    case 'links-followed':
      return vscode.l10n.t(
        'Read-only: links show here as what they lead to, and no swap could replace one.',
      );
    case 'removed':
      return vscode.l10n.t(
        'Nothing can be published: the directory was removed where it is mounted from.',
      );
    case 'no-permission':
      return vscode.l10n.t('Read-only: you have no permission to write to this directory.');
  }
}

export function explainTooLarge(limit: 'entries' | 'totalBytes'): string {
  return limit === 'entries'
    ? vscode.l10n.t('The active version has more than 20,000 files and folders, which is not read.')
    : vscode.l10n.t('The active version is larger than 64 MB, which is not read.');
}
