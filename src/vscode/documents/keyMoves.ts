// What moving a key, or a folder with all that is in it, means for the keys of a volume.

import * as vscode from 'vscode';
import { clashingKey } from '../../volume/payload.ts';
import type { KeyInfo } from '../../worker/protocol/state.ts';
import { shown } from '../explain/format.ts';

interface Move {
  from: vscode.Uri;
  to: vscode.Uri;
  key: string;
  target: string;
  overwrite: boolean;
}

/** @throws FileSystemError for what VS Code's file systems refuse */
export function moveOf(
  keys: ReadonlyMap<string, KeyInfo>,
  { from, to, key, target, overwrite }: Move,
): { moved: string[]; replaced: string[] } {
  const moved = atOrBelow(keys, key);
  if (moved.length === 0) throw vscode.FileSystemError.FileNotFound(from);
  const replaced = atOrBelow(keys, target).filter((each) => !moved.includes(each));
  if (replaced.length > 0 && !overwrite) throw vscode.FileSystemError.FileExists(to);
  const gone = new Set([...moved, ...replaced]);
  const clash = clashingKey(
    target,
    [...keys.keys()].filter((each) => !gone.has(each)),
  );
  if (clash !== undefined) throw isNoFolder(clash);
  return { moved, replaced };
}

export function atOrBelow(keys: ReadonlyMap<string, KeyInfo>, path: string): string[] {
  return [...keys.keys()].filter((key) => key === path || key.startsWith(`${path}/`));
}

export function isNoFolder(key: string): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(
    vscode.l10n.t('{0} exists already, and a key is no folder.', shown(key)),
  );
}
