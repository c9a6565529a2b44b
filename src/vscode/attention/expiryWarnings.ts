// Says once in the status bar that a credential has expired or soon will. The tree shows it for as long as it is true.

import * as vscode from 'vscode';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { volumeName } from '../explain/format.ts';
import { onNewDay } from '../explain/newDay.ts';
import { setStatus } from '../explain/statusText.ts';
import type { Volumes } from '../volumes/volumes.ts';

const HIDE = 'projectedVolumes.volumes.seeWarnings';

export function registerExpiryWarnings(volumes: Volumes): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('warnings', vscode.StatusBarAlignment.Left, 2);
  item.name = vscode.l10n.t('Projected Volumes: credentials that end');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.command = HIDE;
  /** Ids of warnings that the person has seen. */
  const seen = new Set<string>();
  const warnings = () =>
    volumes.dirs.flatMap((dir) =>
      (volumes.state(dir)?.warnings ?? []).filter(isInTime).map((warning) => ({
        id: JSON.stringify([dir, warning.kind, warning.key, warning.at]),
        dir,
        warning,
      })),
    );
  /** What is gone, or in a volume that is not shown any more, is said no longer. */
  const show = (): void => {
    const lines = warnings()
      .filter(({ id }) => !seen.has(id))
      .map(({ dir, warning }) => `${volumeName(dir)}: ${explainCredentialWarning(warning).short}`);
    if (lines.length === 0) {
      item.hide();
      return;
    }
    const [only = '', ...others] = lines;
    const words = others.length === 0 ? only : vscode.l10n.t('{0} credentials end', lines.length);
    setStatus(item, 'warning', words, lines.join('\n'));
  };
  return vscode.Disposable.from(
    item,
    vscode.commands.registerCommand(HIDE, async () => {
      for (const { id } of warnings()) seen.add(id);
      show();
      await vscode.commands.executeCommand('projectedVolumes.volumes.focus');
    }),
    volumes.onDidChange(({ before, after }) => {
      const told = before?.warnings ?? [];
      if (told.length + after.warnings.length > 0 && told !== after.warnings) show();
    }),
    volumes.onDidChangeList(show),
    onNewDay(show),
  );
}

type InTime = Extract<CredentialWarning, { at: number }>;

function isInTime(warning: CredentialWarning): warning is InTime {
  return 'at' in warning;
}
