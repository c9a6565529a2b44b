// Which directory a volume is, or is to be.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { Refused } from '../editing/refused.ts';

export interface DirectoryQuestion {
  /** What is asked. */
  placeHolder: string;
  /** The button of the folder dialog. */
  openLabel: string;
  /** What is to be typed. */
  prompt: string;
  /** To be changed or taken as it is, instead of choosing how to answer. */
  suggestion?: string;
}

/**
 * A folder picker cannot name a directory that is not there yet, nor is it quick: typing is offered as well.
 *
 * @returns an absolute path on this machine
 */
export async function askForDirectory(question: DirectoryQuestion): Promise<string | undefined> {
  if (question.suggestion !== undefined) return typeDirectory(question);
  const browse = {
    label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`,
    how: 'browse',
  } as const;
  const type = { label: `$(edit) ${vscode.l10n.t('Type a path…')}`, how: 'type' } as const;
  const picked = await vscode.window.showQuickPick([browse, type], {
    placeHolder: question.placeHolder,
  });
  switch (picked?.how) {
    case undefined:
      return undefined;
    case 'browse':
      return browseForDirectory(question.openLabel);
    case 'type':
      return typeDirectory(question);
  }
}

async function typeDirectory({
  prompt,
  suggestion = '',
}: DirectoryQuestion): Promise<string | undefined> {
  const path = await vscode.window.showInputBox({
    prompt,
    placeHolder: '/etc/config',
    value: suggestion,
    valueSelection: [suggestion.length, suggestion.length],
    validateInput: (typed) =>
      typed === '' || isAbsolute(withHome(typed))
        ? undefined
        : vscode.l10n.t('The path must be absolute, or begin with ~/.'),
  });
  return path === undefined ? undefined : withHome(path);
}

/** `~` as in a shell. */
export function withHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

async function browseForDirectory(openLabel: string): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel,
      title: openLabel,
    })) ?? [];
  if (folder !== undefined && folder.scheme !== 'file') {
    throw new Refused(vscode.l10n.t('{0} is not a folder of this machine.', folder.toString()));
  }
  return folder?.fsPath;
}
