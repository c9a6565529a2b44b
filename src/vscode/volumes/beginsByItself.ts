// Whether volumes are looked for before anyone opens the view. That starts threads, so there must be a reason.

import * as vscode from 'vscode';
import { type FileSystem, nodeFileSystem } from '../../volume/fileSystem.ts';
import { showsVolumes } from '../../volume/places/showsVolumes.ts';
import type { RememberedVolumes } from './remembered.ts';
import { discoversByItself } from './settings.ts';

/** VS Code has started, and other extensions are still busy. */
const AFTER_START_MS = 3_000;

/** A window whose view is never opened warns of credentials that expire, too. */
export function beginAfterStart(
  remembered: RememberedVolumes,
  begin: () => void,
): vscode.Disposable {
  const starting = setTimeout(() => {
    if (beginsByItself(nodeFileSystem, remembered, discoversByItself())) begin();
  }, AFTER_START_MS);
  return new vscode.Disposable(() => clearTimeout(starting));
}

/** @param discovers the setting `discoverOnStart` */
export function beginsByItself(
  fs: FileSystem,
  { added, hasDiscovered }: Pick<RememberedVolumes, 'added' | 'hasDiscovered'>,
  discovers: boolean,
): boolean {
  if (!discovers) return false;
  return added.length > 0 || (!hasDiscovered && showsVolumes(fs));
}
