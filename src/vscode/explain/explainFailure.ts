// Sentences for people: what happened, to which volume and key, what is still safe, what to do.

import * as vscode from 'vscode';
import {
  type Failure,
  type KeyRule,
  type UnreadReason,
  VolumeError,
} from '../../volume/failure.ts';
import { shown } from './format.ts';

/** For anything that a request to the worker, or VS Code’s files, can be rejected with. Values never occur in it. */
export function explainError(error: unknown, dir: string): string {
  if (error instanceof VolumeError) return explainFailure(error.failure, dir);
  if (error instanceof vscode.FileSystemError) {
    return vscode.l10n.t(
      'A file could not be read or written: {0}. Nothing was changed.',
      shown(error.message),
    );
  }
  return vscode.l10n.t('{0}: an unexpected error. The output channel has the details.', dir);
}

function explainFailure(failure: Failure, dir: string): string {
  const unchanged = vscode.l10n.t('Nothing was published and the active version is as it was.');
  switch (failure.code) {
    case 'invalid-key':
      return vscode.l10n.t(
        '{0} cannot be a key: {1} {2}',
        shown(failure.key),
        explainRule(failure.rule),
        unchanged,
      );
    case 'invalid-mode':
      return vscode.l10n.t(
        '{0}: the mode must be between 0000 and 0777. {1}',
        shown(failure.key),
        unchanged,
      );
    case 'same-key':
      return vscode.l10n.t(
        '{0} and {1} are the same key. {2}',
        shown(failure.key),
        shown(failure.other),
        unchanged,
      );
    case 'file-and-directory':
      return vscode.l10n.t(
        '{1} cannot be a key and a folder at once, as {0} would make it. {2}',
        shown(failure.key),
        shown(failure.other),
        unchanged,
      );
    case 'conflict':
      return vscode.l10n.t(
        '{0} was updated by someone else meanwhile. {1} Look at it and try again.',
        dir,
        unchanged,
      );
    case 'key-conflict':
      return vscode.l10n.t(
        '{0} of {1} was changed by someone else meanwhile. Nothing was published. Look at it and try again.',
        failure.keys.map(shown).join(', '),
        dir,
      );
    case 'busy':
      return vscode.l10n.t(
        '{0} is being updated by someone else all the time. {1} Try again.',
        dir,
        unchanged,
      );
    case 'no-answer':
      return vscode.l10n.t(
        'The file system of {0} does not answer. {1} Try again when it does: the tree will say so.',
        dir,
        unchanged,
      );
    case 'in-the-way':
      return vscode.l10n.t(
        '{0} in {1} is not a link of the volume, and stands where one belongs. {2} Move it away first.',
        shown(failure.name),
        dir,
        unchanged,
      );
    case 'no-target-directory':
      return vscode.l10n.t(
        '{0} is not there (any more). It comes back by itself when it is mounted again.',
        dir,
      );
    case 'unread-key':
      return vscode.l10n.t(
        '{0} of {1} cannot be read ({2}), so publishing would lose it. {3}',
        shown(failure.key),
        dir,
        explainUnread(failure.reason),
        unchanged,
      );
    case 'unreadable-version':
      return vscode.l10n.t(
        'The active version of {0} cannot be read ({1}). {2}',
        dir,
        failure.reason,
        unchanged,
      );
    case 'version-not-kept':
      return vscode.l10n.t(
        'Version {0} of {1} is gone from disk, and its contents are no longer kept here.',
        failure.version,
        dir,
      );
    case 'no-such-key':
      return vscode.l10n.t(
        '{0} is not in version {1} of {2}.',
        shown(failure.key),
        failure.version,
        dir,
      );
    case 'file-system':
      return vscode.l10n.t('{0}: {1} {2}', dir, explainErrno(failure.errno), unchanged);
  }
}

export function explainRule(rule: KeyRule): string {
  switch (rule) {
    case 'empty':
    case 'no-name':
      return vscode.l10n.t('it needs a name.');
    case 'absolute':
      return vscode.l10n.t('it must be relative to the volume, without a slash in front.');
    case 'path-too-long':
      return vscode.l10n.t('the whole path may have 4096 bytes at most.');
    case 'dot-dot-element':
      return vscode.l10n.t('".." would lead out of the volume.');
    case 'name-too-long':
      return vscode.l10n.t('a name may have 255 bytes at most.');
    case 'reserved-prefix':
      return vscode.l10n.t('names that begin with ".." are kept for the volume itself.');
    case 'not-a-file-name':
      return vscode.l10n.t('it has a character that no file name can have.');
  }
}

export function explainUnread(reason: UnreadReason): string {
  switch (reason) {
    case 'link':
      return vscode.l10n.t('it is a link, which is not followed');
    case 'special-file':
      return vscode.l10n.t('it is no regular file');
    case 'no-permission':
      return vscode.l10n.t('no permission');
    case 'too-large':
      return vscode.l10n.t('larger than 16 MB');
    case 'too-deep':
      return vscode.l10n.t('nested too deeply');
    case 'reserved-name':
      return vscode.l10n.t('its name is reserved');
    case 'name-not-utf8':
      return vscode.l10n.t('its name is not UTF-8');
    case 'read-error':
      return vscode.l10n.t('a read error');
  }
}

/** Why the file system refused, and what to do about it. */
function explainErrno(errno: string): string {
  switch (errno) {
    case 'EROFS':
      return vscode.l10n.t(
        'it is mounted read-only. Change the ConfigMap or Secret that it comes from.',
      );
    case 'EACCES':
      return vscode.l10n.t('you have no permission to write there. Publish as a user who has.');
    case 'EPERM':
      return vscode.l10n.t(
        'it does not permit this: its files may be locked or not yours, or its file system have no links or modes.',
      );
    case 'ENOSPC':
      return vscode.l10n.t(
        'no space is left. Make room on its disk (or give it a larger tmpfs) and try again.',
      );
    case 'EDQUOT':
      return vscode.l10n.t(
        'your share of the disk is used up. Delete files of yours there and try again.',
      );
    case 'ENAMETOOLONG':
      return vscode.l10n.t(
        'the path of a key is too long together with that of the volume. Give the key a shorter one.',
      );
    case 'EMFILE':
    case 'ENFILE':
      return vscode.l10n.t(
        'too many files are open on this machine. Close some programs and try again.',
      );
    case 'EIO':
      return vscode.l10n.t('its disk failed to read or write. The log of the system may say why.');
    case 'EXDEV':
      return vscode.l10n.t(
        'another file system is mounted in the middle of it. Unmount that one first.',
      );
    default:
      return vscode.l10n.t('the file system refused ({0}). Try again.', errno);
  }
}
