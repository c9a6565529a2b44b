// Finding the volumes of the workspace without being asked.

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { DATA_DIR } from '../../volume/layout.ts';
import type { Volumes } from './volumes.ts';

/** How long to gather what was created before looking there: an installation creates thousands of files. */
const GATHER_MS = 300;

/** Looks for volumes now, and again where something is created below the workspace folders. */
export function registerDiscovery(volumes: Volumes): vscode.Disposable {
  volumes.start();
  // Of a directory that is created with all that is in it, VS Code reports the topmost alone: no pattern for ..data.
  const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, true);
  const created = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  return vscode.Disposable.from(
    watcher,
    new vscode.Disposable(() => clearTimeout(gathering)),
    watcher.onDidCreate(({ fsPath }) => {
      const path = basename(fsPath) === DATA_DIR ? dirname(fsPath) : fsPath;
      // Every update of a volume creates files in it.
      if (volumes.volumeOf(path) !== undefined) return;
      created.add(path);
      gathering ??= setTimeout(() => {
        gathering = undefined;
        void volumes.discover([...created]);
        created.clear();
      }, GATHER_MS);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => volumes.discover()),
  );
}
