// The status bar: how much is staged, and after a publish a quiet word with the way back.

import * as vscode from 'vscode';
import type { Publication, Publisher } from '../editing/publisher.ts';
import { noIcons, volumeName } from '../explain/format.ts';
import type { Staging } from '../editing/staging.ts';

/** Long enough to see what a program does with what it got. */
const CONFIRMATION_MS = 30_000;

export function registerStatusBar(staging: Staging, publisher: Publisher): vscode.Disposable {
  const staged = vscode.window.createStatusBarItem('staged', vscode.StatusBarAlignment.Left, 1);
  staged.name = vscode.l10n.t('Projected Volumes: staged changes');
  staged.command = 'projectedVolumes.volumes.focus';
  const done = vscode.window.createStatusBarItem('published', vscode.StatusBarAlignment.Left, 0);
  done.name = vscode.l10n.t('Projected Volumes: published');
  let hiding: NodeJS.Timeout | undefined;

  const count = () => {
    staged.text = `$(layers) ${vscode.l10n.t('{0} staged', staging.count)}`;
    const volumes = staging.dirs.map((dir) => `${volumeName(dir)}: ${staging.of(dir).size}`);
    staged.tooltip = [vscode.l10n.t('Changes that are not published yet:'), ...volumes].join('\n');
    if (staging.count > 0) staged.show();
    else staged.hide();
  };
  const confirm = ({ dir, what, published, previous }: Publication) => {
    clearTimeout(hiding);
    const { changed, steps } = published;
    const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0).toFixed(1);
    const message = changed
      ? vscode.l10n.t('Published {0} to {1} in {2} ms', what, volumeName(dir), milliseconds)
      : vscode.l10n.t('{0} holds that already', volumeName(dir));
    const canGoBack = changed && previous !== undefined;
    done.text = `$(check) ${noIcons(canGoBack ? vscode.l10n.t('{0} · Roll Back', message) : message)}`;
    done.tooltip = canGoBack ? vscode.l10n.t('Publish what {0} held before', dir) : dir;
    done.command = canGoBack
      ? {
          command: 'projectedVolumes.rollBack',
          title: vscode.l10n.t('Roll Back'),
          arguments: [{ kind: 'version', dir, version: previous }],
        }
      : undefined;
    done.show();
    hiding = setTimeout(() => done.hide(), CONFIRMATION_MS);
  };

  // Plain changes from before a reload are there already.
  count();
  return vscode.Disposable.from(
    staged,
    done,
    new vscode.Disposable(() => clearTimeout(hiding)),
    staging.onDidChange(count),
    publisher.onDidPublish(confirm),
  );
}
