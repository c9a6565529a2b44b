// Which directory a volume is, or is to be.

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { Refused } from '../editing/refused.ts';
import { noIcons, shown } from '../explain/format.ts';

export interface DirectoryQuestion {
  /** What is asked. */
  placeHolder: string;
  /** The button of the folder dialog. */
  openLabel: string;
  /** What is to be typed. */
  prompt: string;
  /** An absolute path that may do; typing begins with it. */
  suggestion?: string;
  /** Why an absolute path does not do, in words; undefined for one that does. */
  refusal?: (dir: string) => Promise<string | undefined>;
}

/**
 * A folder picker cannot name a directory that is not there yet, nor is it quick: typing is offered as well.
 *
 * @returns an absolute path on this machine
 * @throws Refused for a folder that was picked and does not do; of what is typed that is said while one types
 */
export async function askForDirectory(question: DirectoryQuestion): Promise<string | undefined> {
  const { placeHolder, openLabel, suggestion } = question;
  const suggested = {
    label: `$(new-folder) ${noIcons(shown(suggestion ?? ''))}`,
    how: 'suggested',
  } as const;
  const browse = {
    label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`,
    how: 'browse',
  } as const;
  const type = { label: `$(edit) ${vscode.l10n.t('Type a path…')}`, how: 'type' } as const;
  const picked = await vscode.window.showQuickPick(
    [...(suggestion === undefined ? [] : [suggested]), browse, type],
    { placeHolder },
  );
  switch (picked?.how) {
    case undefined:
      return undefined;
    case 'suggested':
      return suggestion;
    case 'browse': {
      const dir = await browseForDirectory(openLabel);
      const refusal = dir === undefined ? undefined : await question.refusal?.(dir);
      if (refusal !== undefined) throw new Refused(refusal);
      return dir;
    }
    case 'type':
      return typeDirectory(question);
  }
}

async function typeDirectory(question: DirectoryQuestion): Promise<string | undefined> {
  const { prompt, suggestion, refusal } = question;
  const typed = await vscode.window.showInputBox({
    prompt,
    placeHolder: '/etc/config',
    ...(suggestion !== undefined && {
      value: suggestion,
      valueSelection: [suggestion.length, suggestion.length] as [number, number],
    }),
    validateInput: async (text) => {
      if (text === '') return undefined;
      const path = withHome(text);
      return isAbsolute(path)
        ? refusal?.(path)
        : vscode.l10n.t('The path must be absolute, or begin with ~/.');
    },
  });
  return typed === undefined ? undefined : withHome(typed);
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
