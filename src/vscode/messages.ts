// Sentences for people: what happened, to which volume and key, what is still safe, what to do.

import * as vscode from 'vscode';
import { type Failure, type KeyRule, type UnreadReason, VolumeError } from '../volume/failure.ts';
import type { Problem } from '../volume/problems.ts';
import type { Access, ActiveState } from '../worker/protocol.ts';

const { t } = vscode.l10n;

/** For anything that a request to the worker can be rejected with. Values never occur in it. */
export function explainError(error: unknown, dir: string): string {
  if (error instanceof VolumeError) return explainFailure(error.failure, dir);
  return t('{0}: an unexpected error. The output channel has the details.', dir);
}

function explainFailure(failure: Failure, dir: string): string {
  const unchanged = t('Nothing was published and the active version is as it was.');
  switch (failure.code) {
    case 'invalid-key':
      return t(
        '{0} cannot be a key: {1} {2}',
        shown(failure.key),
        explainRule(failure.rule),
        unchanged,
      );
    case 'invalid-mode':
      return t('{0}: the mode must be between 0000 and 0777. {1}', shown(failure.key), unchanged);
    case 'same-key':
      return t(
        '{0} and {1} are the same key. {2}',
        shown(failure.key),
        shown(failure.other),
        unchanged,
      );
    case 'file-and-directory':
      return t(
        '{1} cannot be a key and a folder at once, as {0} would make it. {2}',
        shown(failure.key),
        shown(failure.other),
        unchanged,
      );
    case 'conflict':
      return t(
        '{0} was updated by someone else meanwhile. {1} Look at it and try again.',
        dir,
        unchanged,
      );
    case 'key-conflict':
      return t(
        '{0} of {1} was changed by someone else since you opened it. Nothing was published, and your edit is still here.',
        failure.keys.map(shown).join(', '),
        dir,
      );
    case 'busy':
      return t('{0} is being updated by someone else all the time. {1} Try again.', dir, unchanged);
    case 'in-the-way':
      return t(
        '{0} in {1} is not a link of the volume, and stands where one belongs. {2} Move it away first.',
        shown(failure.name),
        dir,
        unchanged,
      );
    case 'no-target-directory':
      return t(
        '{0} is not there (any more). It comes back by itself when it is mounted again.',
        dir,
      );
    case 'unread-key':
      return t(
        '{0} of {1} cannot be read ({2}), so publishing would lose it. {3}',
        shown(failure.key),
        dir,
        explainUnread(failure.reason),
        unchanged,
      );
    case 'unreadable-version':
      return t(
        'The active version of {0} cannot be read ({1}). {2}',
        dir,
        failure.reason,
        unchanged,
      );
    case 'version-not-kept':
      return t(
        'Version {0} of {1} is gone from disk, and its contents are no longer kept here.',
        failure.version,
        dir,
      );
    case 'no-such-key':
      return t('{0} is not in version {1} of {2}.', shown(failure.key), failure.version, dir);
    case 'file-system':
      return t('{0}: {1} {2}', dir, explainErrno(failure.errno), unchanged);
  }
}

export function explainRule(rule: KeyRule): string {
  switch (rule) {
    case 'empty':
    case 'no-name':
      return t('it needs a name.');
    case 'absolute':
      return t('it must be relative to the volume, without a slash in front.');
    case 'path-too-long':
      return t('the whole path may have 4096 bytes at most.');
    case 'dot-dot-element':
      return t('".." would lead out of the volume.');
    case 'name-too-long':
      return t('a name may have 255 bytes at most.');
    case 'reserved-prefix':
      return t('names that begin with ".." are kept for the volume itself.');
    case 'not-a-file-name':
      return t('it has a character that no file name can have.');
  }
}

export function explainUnread(reason: UnreadReason): string {
  switch (reason) {
    case 'link':
      return t('it is a link, which is not followed');
    case 'special-file':
      return t('it is no regular file');
    case 'no-permission':
      return t('no permission');
    case 'too-large':
      return t('larger than 16 MB');
    case 'too-deep':
      return t('nested too deeply');
    case 'reserved-name':
      return t('its name is reserved');
    case 'name-not-utf8':
      return t('its name is not UTF-8');
    case 'read-error':
      return t('a read error');
  }
}

function explainErrno(errno: string): string {
  switch (errno) {
    case 'EROFS':
      return t('it is mounted read-only. Change the ConfigMap or Secret that it comes from.');
    case 'EACCES':
    case 'EPERM':
      return t('you have no permission to write there.');
    case 'ENOSPC':
    case 'EDQUOT':
      return t('no space is left.');
    case 'ENAMETOOLONG':
      return t('the path of a key is too long together with that of the volume.');
    case 'EMFILE':
    case 'ENFILE':
      return t('too many files are open on this machine.');
    default:
      return t('the file system refused ({0}).', errno);
  }
}

/** A word on a volume whose active version cannot be shown; undefined for one that can. */
export function explainActive(active: ActiveState): { short: string; long: string } | undefined {
  switch (active.state) {
    case 'read':
      return undefined;
    case 'no-target-directory':
      return {
        short: t('not there'),
        long: t(
          'There is no such directory (any more). When it is mounted, it shows here by itself.',
        ),
      };
    case 'not-a-directory':
      return {
        short: t('not a directory'),
        long: t('This is a file: a subPath mount, perhaps, which never changes.'),
      };
    case 'no-data-link':
      return {
        short: t('no version yet'),
        long: t(
          'There is no ..data link: nothing has been published here, or it is not a projected volume.',
        ),
      };
    case 'data-not-a-link':
      return {
        short: t('..data is not a link'),
        long: t('A file or directory named ..data is in the way: no update can be published here.'),
      };
    case 'dangling':
      return {
        short: t('..data dangles'),
        long: t(
          '..data points to {0}, which is not there. Programs can read no key.',
          shown(active.target),
        ),
      };
    case 'outside':
      return {
        short: t('..data leads outside'),
        long: t(
          '..data points to {0}, outside of the volume. It is not followed.',
          shown(active.target),
        ),
      };
    case 'version-not-a-directory':
      return {
        short: t('no version'),
        long: t('..data points to {0}, which is no directory.', shown(active.target)),
      };
    case 'unreadable':
      return { short: t('unreadable'), long: t('The volume cannot be read ({0}).', active.errno) };
    case 'unsettled':
      return {
        short: t('changing too fast'),
        long: t(
          'The volume was updated each time it was being read. It shows as soon as it settles.',
        ),
      };
    case 'too-large':
      return {
        short: t('too large'),
        long:
          active.limit === 'entries'
            ? t('The active version has more than 20,000 files and folders, which is not read.')
            : t('The active version is larger than 64 MB, which is not read.'),
      };
  }
}

export function explainAccess(access: Access): string | undefined {
  switch (access) {
    case 'writable':
    case 'unknown':
      return undefined;
    case 'read-only-file-system':
      return t(
        'Read-only: mounted so, as all such volumes are in a container. Change the ConfigMap or Secret it comes from.',
      );
    case 'no-permission':
      return t('Read-only: you have no permission to write to this directory.');
  }
}

/** What is wrong, and what to do about it. */
export function explainProblem(problem: Problem): { short: string; long: string } {
  const nextPublish = t('The next publish from here clears it.');
  switch (problem.kind) {
    case 'stale-new-data-dir':
      return {
        short: t('..data_tmp was left behind by an interrupted update'),
        long: t("The kubelet's own writer fails on it with every update. {0}", nextPublish),
      };
    case 'orphan':
      return {
        short: t('{0} was left behind by an interrupted update', problem.timestampDir),
        long: t('It is not active and only takes space. {0}', nextPublish),
      };
    case 'dangling-link':
      return {
        short: t('{0} dangles', shown(problem.name)),
        long: t('It is the link of a key that the active version does not have. {0}', nextPublish),
      };
    case 'missing-link':
      return {
        short: t('{0} has no link', shown(problem.name)),
        long: t('The key is in the active version, but programs cannot see it. {0}', nextPublish),
      };
    case 'in-the-way':
      return {
        short: t('{0} is hidden by something else', shown(problem.name)),
        long: t(
          'A file, folder or foreign link has the name of the key, so programs read that. Move it away.',
        ),
      };
    case 'unread-key':
      return {
        short: t('{0} cannot be read', shown(problem.key)),
        long: t(
          '{0}. Until it can, nothing is published from here, as that would lose it.',
          capitalized(explainUnread(problem.reason)),
        ),
      };
  }
}

/** Names come from disk: control and direction characters would let them pretend to be something else. */
export function shown(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
