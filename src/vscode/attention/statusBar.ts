// The status bar: how much is staged, and after a publish a quiet word with the way back.

import * as vscode from 'vscode';
import type { Publication, Publisher } from '../editing/publisher.ts';
import { formatTime, volumeName } from '../explain/format.ts';
import { setStatus } from '../explain/statusText.ts';
import type { Staging } from '../editing/staging.ts';
import type { Volumes } from '../volumes/volumes.ts';

/** Long enough to see what a program does with what it got. */
const CONFIRMATION_MS = 30_000;

export function registerStatusBar(
  volumes: Volumes,
  staging: Staging,
  publisher: Publisher,
): vscode.Disposable {
  const staged = vscode.window.createStatusBarItem('staged', vscode.StatusBarAlignment.Left, 1);
  staged.name = vscode.l10n.t('Projected Volumes: staged changes');
  const done = vscode.window.createStatusBarItem('published', vscode.StatusBarAlignment.Left, 0);
  done.name = vscode.l10n.t('Projected Volumes: published');
  const back = vscode.window.createStatusBarItem('rollBack', vscode.StatusBarAlignment.Left, -1);
  back.name = vscode.l10n.t('Projected Volumes: roll back');
  let hiding: NodeJS.Timeout | undefined;
  let publishedTo: string | undefined;

  const count = () => {
    if (staging.count === 0) {
      staged.hide();
      return;
    }
    const volumes = staging.dirs.map((dir) => `${volumeName(dir)}: ${staging.of(dir).size}`);
    const tooltip = [vscode.l10n.t('Changes that are not published yet:'), ...volumes].join('\n');
    // Below a thousand keys the row is far out of sight.
    staged.command = {
      command: 'projectedVolumes.revealInView',
      title: vscode.l10n.t('Show in Volumes View'),
      arguments: [{ kind: 'staged', dir: staging.dirs[0] }],
    };
    setStatus(staged, 'layers', vscode.l10n.t('{0} staged', staging.count), tooltip);
  };
  const confirm = ({ dir, what, published, rolledBackTo, previous }: Publication) => {
    publishedTo = dir;
    clearTimeout(hiding);
    setStatus(done, 'check', outcome({ dir, what, published, rolledBackTo }), dir);
    if (published.changed && previous !== undefined) {
      back.command = {
        command: 'projectedVolumes.rollBack',
        title: vscode.l10n.t('Roll Back'),
        arguments: [{ kind: 'version', dir, version: previous }],
      };
      const tooltip = vscode.l10n.t('Publish what {0} held before', dir);
      setStatus(back, 'history', vscode.l10n.t('Roll Back'), tooltip);
    } else back.hide();
    hiding = setTimeout(hide, CONFIRMATION_MS);
  };

  const hide = () => {
    done.hide();
    back.hide();
  };

  // Plain changes from before a reload are there already.
  count();
  return vscode.Disposable.from(
    staged,
    done,
    back,
    new vscode.Disposable(() => clearTimeout(hiding)),
    staging.onDidChange(count),
    publisher.onDidPublish(confirm),
    // One that was removed from the view is not to be rolled back from here either.
    volumes.onDidChangeList(() => {
      if (publishedTo !== undefined && !volumes.has(publishedTo)) hide();
    }),
  );
}

function outcome({
  dir,
  what,
  published,
  rolledBackTo,
}: Omit<Publication, 'rolledBackTo'> & { rolledBackTo: number | undefined }): string {
  const { changed, steps } = published;
  const name = volumeName(dir);
  if (!changed) return vscode.l10n.t('{0} holds that already', name);
  if (rolledBackTo !== undefined) {
    return vscode.l10n.t('Rolled {0} back to {1}', name, formatTime(rolledBackTo));
  }
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0).toFixed(1);
  return vscode.l10n.t('Published {0} to {1} in {2} ms', what, name, milliseconds);
}
