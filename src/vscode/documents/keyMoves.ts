// What moving a key, or a folder with all that is in it, means for the keys of a volume.

import * as vscode from 'vscode';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import { DEFAULT_MODE } from '../../volume/layout.ts';
import { clashingKey, type Fingerprint, type KeyPath } from '../../volume/payload.ts';
import type { StagedEdit } from '../editing/staging.ts';
import type { KeyInfo } from '../../worker/protocol/state.ts';
import { shown } from '../explain/format.ts';

interface Move {
  from: vscode.Uri;
  to: vscode.Uri;
  key: string;
  target: string;
  overwrite: boolean;
}

interface Keys {
  /** As they are worked on. */
  keys: ReadonlyMap<string, KeyInfo>;
  active: ReadonlyMap<string, Fingerprint>;
  read: (key: string) => Promise<Uint8Array>;
}

/**
 * The changes to stage. What is read is what is moved: whatever others publish meanwhile is a conflict.
 *
 * @throws FileSystemError for what VS Code's file systems refuse
 */
export async function editsOfMove(move: Move, { keys, active, read }: Keys): Promise<StagedEdit[]> {
  const { moved, replaced } = moveOf(keys, move);
  const base = (key: string) => active.get(key) ?? null;
  const gone = [...moved, ...replaced].map((each) => ({
    key: each as KeyPath,
    content: undefined,
    base: base(each),
  }));
  const arrived = moved.map(async (each) => {
    const name = `${move.target}${each.slice(move.key.length)}` as KeyPath;
    const content = { ...bytes(await read(each)), mode: keys.get(each)?.mode ?? DEFAULT_MODE };
    return { key: name, content, base: base(name) };
  });
  return [...gone, ...(await Promise.all(arrived))];
}

function moveOf(
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
