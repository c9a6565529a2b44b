// Words for what is wrong with a volume: what it means for programs, and what to do about it.

import * as vscode from 'vscode';
import { NEW_DATA_DIR } from '../../volume/layout.ts';
import type { VolumeOrigin } from '../../volume/places/origin.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import { explainSubPath, explainTooLarge } from './explainState.ts';
import {
  explainPermission,
  explainVersionProblem,
  type Explanation,
  say,
} from './explainVersionProblem.ts';
import { explainStillRead } from './explainStillRead.ts';
import { formatTime, shown } from './format.ts';

/** `origin`: of the volume. What to do depends on who writes it. */
export function explainProblem(problem: Problem, origin: VolumeOrigin): Explanation {
  switch (problem.kind) {
    case 'stale-new-data-dir':
      return say(
        vscode.l10n.t('..data_tmp was left behind by an interrupted update'),
        vscode.l10n.t("The kubelet's own writer fails on it with every update."),
        vscode.l10n.t('Repair, or the next publish from here, removes it.'),
      );
    case 'orphan':
      return say(
        vscode.l10n.t('{0} was left behind by an interrupted update', problem.timestampDir),
        vscode.l10n.t('It is not active and only takes space.'),
        vscode.l10n.t(
          'It was last changed {0}; Repair says how much is in it.',
          formatTime(problem.changedAt),
        ),
        vscode.l10n.t('Repair, or the next publish from here, removes it.'),
      );
    case 'dangling-link':
      return say(
        vscode.l10n.t('{0} dangles', shown(problem.name)),
        vscode.l10n.t('It is the link of a key that the active version does not have.'),
        vscode.l10n.t('Repair, or the next publish from here, removes it.'),
      );
    case 'missing-link':
      return say(
        vscode.l10n.t('{0} has no link', shown(problem.name)),
        vscode.l10n.t('The key is in the active version, but programs cannot see it.'),
        vscode.l10n.t('Repair, or the next publish from here, makes the link.'),
      );
    case 'in-the-way':
      if (problem.name === NEW_DATA_DIR) {
        return say(
          vscode.l10n.t('..data_tmp is not a link'),
          vscode.l10n.t('Every update needs that name, so nothing can be published here.'),
          vscode.l10n.t('It may exist nowhere else, so it is for you to move away.'),
        );
      }
      return say(
        vscode.l10n.t('{0} is hidden by something else', shown(problem.name)),
        blocking(problem.obstacle),
        vscode.l10n.t('It may exist nowhere else, so it is for you to move away.'),
      );
    case 'foreign-link':
      return say(
        vscode.l10n.t('{0} is a link to elsewhere', shown(problem.name)),
        vscode.l10n.t(
          'It leads to {0}, so programs read that and not the key.',
          shown(problem.target),
        ),
        vscode.l10n.t('Repair replaces the link. What it leads to stays.'),
      );
    case 'link-detour':
      return say(
        vscode.l10n.t('the link {0} holds at this path only', shown(problem.name)),
        vscode.l10n.t('It points to {0}.', shown(problem.target)),
        vscode.l10n.t('Mounted, moved or copied elsewhere, the volume would not show the key.'),
        vscode.l10n.t('Repair makes it the relative link that writers make.'),
      );
    case 'data-link-missing':
      return say(
        vscode.l10n.t('..data is missing'),
        vscode.l10n.t('Links or versions are here, but nothing says which version is active.'),
        vscode.l10n.t('Programs can read no key.'),
        pointing(problem),
      );
    case 'data-link-dangles':
      return say(
        vscode.l10n.t('..data dangles'),
        vscode.l10n.t('It points to {0}, which is not there.', shown(problem.target)),
        vscode.l10n.t('Programs can read no key.'),
        pointing(problem),
      );
    case 'data-link-outside':
      return say(
        vscode.l10n.t('..data leads outside'),
        vscode.l10n.t(
          'It points to {0}, outside of the volume or in a circle.',
          shown(problem.target),
        ),
        vscode.l10n.t('Programs follow it; this window does not.'),
        pointing(problem),
      );
    case 'version-not-a-directory':
      return say(
        vscode.l10n.t('..data points to no directory'),
        vscode.l10n.t('{0} is no directory, as a version should be.', shown(problem.target)),
        vscode.l10n.t('Programs can read no key.'),
        pointing(problem),
      );
    case 'data-link-detour':
      return say(
        vscode.l10n.t('..data holds at this path only'),
        vscode.l10n.t('It points to {0}.', shown(problem.target)),
        vscode.l10n.t('Mounted, moved or copied elsewhere, the volume would have no version.'),
        vscode.l10n.t('Repair points it to {0}, the same directory.', shown(problem.version)),
      );
    case 'data-not-a-link':
      return say(
        vscode.l10n.t('..data is not a link'),
        vscode.l10n.t(
          'No rename can replace a file or folder of that name, so nothing can be published.',
        ),
        vscode.l10n.t('It may exist nowhere else, so it is for you to move away.'),
      );
    case 'links-followed':
      return say(
        vscode.l10n.t('links show as what they lead to'),
        vscode.l10n.t(
          'This is a view (sshfs with follow_symlinks) or a copy, with plain files and no links.',
        ),
        vscode.l10n.t(
          'The keys can be read. Nothing can be published here: do that where the links are.',
        ),
      );
    case 'not-a-directory':
      return say(
        vscode.l10n.t('not a directory'),
        vscode.l10n.t('This is a file: a subPath mount, perhaps, which never changes.'),
      );
    case 'unreadable':
      return say(
        vscode.l10n.t('the volume cannot be read'),
        vscode.l10n.t('The file system refuses ({0}).', problem.errno),
        explainPermission(problem),
      );
    case 'too-large':
      return say(vscode.l10n.t('the active version is too large'), explainTooLarge(problem.limit));
    case 'unread-key':
    case 'unreadable-key':
    case 'closed-directory':
    case 'world-writable':
    case 'world-readable':
    case 'changed-in-place':
      return explainVersionProblem(problem, origin);
    case 'emptied':
      return say(
        vscode.l10n.t('the volume was emptied'),
        vscode.l10n.t('It held version {0}, and now it holds nothing.', shown(problem.version)),
        vscode.l10n.t(
          'The history has what was seen here. Where it may be written to, Roll Back publishes that.',
        ),
      );
    case 'replaced':
      return say(
        problem.isEmpty
          ? vscode.l10n.t('the volume was unmounted')
          : vscode.l10n.t('the volume was replaced'),
        problem.isEmpty
          ? vscode.l10n.t('An empty directory is in its place.')
          : vscode.l10n.t('Another directory is in its place: mounted over it, or made anew.'),
        vscode.l10n.t(
          'Programs that opened or watch the one with version {0} may do so still. Start them again.',
          shown(problem.version),
        ),
        vscode.l10n.t('Refresh takes this one for the right one.'),
      );
    case 'sub-path':
      return say(
        vscode.l10n.t('{0} never changes', shown(problem.path)),
        explainSubPath(problem),
        vscode.l10n.t(
          'Updates do not reach it. Mount the directory instead, or start the container again.',
        ),
      );
    case 'stale-sub-path':
      return say(
        vscode.l10n.t('{0} is out of date', shown(problem.path)),
        explainSubPath(problem),
        vscode.l10n.t(
          'That version is gone. Start the container again, or mount the directory instead.',
        ),
      );
    case 'sub-path-folder':
      return say(
        vscode.l10n.t('its links dangle'),
        vscode.l10n.t(
          'It is a subPath mount of the folder {0}, whose links lead to versions that are not mounted.',
          shown(problem.folder),
        ),
        vscode.l10n.t('Programs can read no key. Mount the whole volume instead.'),
      );
    case 'still-read':
      return explainStillRead(problem);
    case 'more-problems':
      return say(
        vscode.l10n.t('{0} more problems', problem.count),
        vscode.l10n.t('They show when some of the others are gone.'),
      );
  }
}

type Obstacle = (Problem & { kind: 'in-the-way' })['obstacle'];

function blocking(obstacle: Obstacle): string {
  switch (obstacle) {
    case 'file':
      return vscode.l10n.t(
        'A file has its name, so programs read that, and publishing new keys may fail.',
      );
    case 'directory':
      return vscode.l10n.t(
        'A folder has its name, so programs see that, and publishing new keys may fail.',
      );
    case 'other':
      return vscode.l10n.t('A FIFO, socket or device has its name, so programs get that.');
  }
}

function pointing({ candidate, isYoung }: { candidate?: string; isYoung?: true }): string {
  if (candidate !== undefined) {
    return vscode.l10n.t('Repair points it to {0}, which is whole.', shown(candidate));
  }
  return isYoung === true
    ? vscode.l10n.t(
        'A version here is younger than ten minutes, so its writer may still be at work. If it is whole then, Repair can point ..data to it.',
      )
    : vscode.l10n.t('No whole version is here to point it to. Publishing makes one.');
}
