// Says once in the status bar that a credential has expired or soon will. The tree shows it for as long as it is true.

import * as vscode from 'vscode';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { noIcons, volumeName } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';

const HIDE = 'projectedVolumes.volumes.seeWarnings';

export function registerExpiryWarnings(volumes: Volumes): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('warnings', vscode.StatusBarAlignment.Left, 2);
  item.name = vscode.l10n.t('Projected Volumes: credentials that end');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  item.command = HIDE;
  const told = new Set<string>();
  const lines: string[] = [];
  return vscode.Disposable.from(
    item,
    vscode.commands.registerCommand(HIDE, async () => {
      lines.length = 0;
      item.hide();
      await vscode.commands.executeCommand('projectedVolumes.volumes.focus');
    }),
    volumes.onDidChange(({ dir, after }) => {
      const fresh = after.warnings.filter(isInTime).filter((warning) => {
        const id = JSON.stringify([dir, warning.kind, warning.key, warning.at]);
        if (told.has(id)) return false;
        told.add(id);
        return true;
      });
      if (fresh.length === 0) return;
      lines.push(
        ...fresh.map((warning) => `${volumeName(dir)}: ${explainCredentialWarning(warning).short}`),
      );
      item.text = `$(warning) ${lines.length === 1 ? noIcons(lines[0] ?? '') : vscode.l10n.t('{0} credentials end', lines.length)}`;
      item.tooltip = lines.join('\n');
      item.show();
    }),
  );
}

type InTime = Extract<CredentialWarning, { at: number }>;

function isInTime(warning: CredentialWarning): warning is InTime {
  return 'at' in warning;
}
