// Finding volumes without being asked: below the workspace folders, and what is mounted in this container.

import { basename, dirname, join, sep } from 'node:path';
import * as vscode from 'vscode';
import { DATA_DIR } from '../../volume/layout.ts';
import { isInKubeletDirectory } from '../../volume/places/kubeletPath.ts';
import type { RememberedVolumes } from './remembered.ts';
import { discoversByItself } from './settings.ts';
import type { Volumes } from './volumes.ts';

/** How long to gather what was created before looking there: an installation creates thousands of files. */
const GATHER_MS = 300;

export class Discovery implements vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #remembered: RememberedVolumes;
  readonly #hasStaged: (dir: string) => boolean;
  readonly #log: vscode.LogOutputChannel;
  readonly #created = new Set<string>();
  /** The folder in a volume in which something was created last. */
  #insideVolume: string | undefined;
  readonly #listeners: vscode.Disposable;
  #gathering: NodeJS.Timeout | undefined;
  #hasBegun = false;

  /** @param hasStaged whether something is staged of a volume: then it stays in the view */
  constructor(
    volumes: Volumes,
    remembered: RememberedVolumes,
    hasStaged: (dir: string) => boolean,
    log: vscode.LogOutputChannel,
  ) {
    this.#volumes = volumes;
    this.#remembered = remembered;
    this.#hasStaged = hasStaged;
    this.#log = log;
    // VS Code reports only the root of a new directory tree, so `**/..data` would miss a volume in it.
    const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, true);
    this.#listeners = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(({ fsPath }) => this.#gather(fsPath)),
      volumes.onDidChangeList(() => (this.#insideVolume = undefined)),
      vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
        this.#forget(removed.map(({ uri }) => uri.fsPath));
        void this.discover();
      }),
    );
    volumes.beginWith(() => this.#begin());
  }

  dispose(): void {
    clearTimeout(this.#gathering);
    this.#listeners.dispose();
  }

  /** Takes up the remembered volumes, then looks for others. */
  async #begin(): Promise<void> {
    this.#hasBegun = true;
    // Once activation is over: starting the worker would take longer than all the rest of it.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.#volumes.watch(...this.#remembered.added);
    await this.discover();
    await this.#discoverMounted();
    // Until now an empty view said that volumes are being looked for.
    void vscode.commands.executeCommand('setContext', 'projectedVolumes.looked', true);
  }

  /** Once for each workspace: shows what is mounted in this container. A node's many pods are left to the command. */
  async #discoverMounted(): Promise<void> {
    if (!discoversByItself() || this.#remembered.hasDiscovered) return;
    try {
      const places = { workspaceRoots: [], extraRoots: [] };
      const { client } = this.#volumes;
      const { found, subPaths, ended } = await client.request('discoverMounted', places);
      for (const { dir, place } of found) {
        if (place.in === 'container' && !this.#remembered.isHidden(dir)) {
          await this.#volumes.add(dir);
        }
      }
      for (const { mountPoint } of subPaths) {
        // Of one in a volume that is shown, that volume tells.
        const isTold = this.#volumes.volumeOf(mountPoint) !== undefined;
        if (isTold || isInKubeletDirectory(mountPoint)) continue;
        if (!this.#remembered.isHidden(mountPoint)) await this.#volumes.add(mountPoint);
      }
      // After one that met a file system that hangs, the next window looks again.
      if (ended !== 'cancelled') await this.#remembered.discovered();
    } catch (error) {
      this.#log.error('Looking for mounted volumes failed.', String(error));
    }
  }

  /** Shows the volumes below the workspace folders, or below these directories. */
  async discover(roots = workspaceRoots()): Promise<void> {
    if (roots.length === 0 || !this.#hasBegun) return;
    try {
      const { found } = await this.#volumes.client.request('discover', { roots });
      // All at once: a node has hundreds, and each change of the list draws the rows anew.
      this.#volumes.watch(...found.filter((dir) => !this.#remembered.isHidden(dir)));
    } catch (error) {
      this.#log.error('Looking for volumes below the workspace folders failed.', String(error));
    }
  }

  /** A folder that leaves the workspace takes its volumes along, except those that were added by hand. */
  #forget(folders: readonly string[]): void {
    const roots = workspaceRoots();
    for (const dir of this.#volumes.dirs) {
      if (!isBelow(folders, dir) || isBelow(roots, dir)) continue;
      if (this.#remembered.added.includes(dir) || this.#hasStaged(dir)) continue;
      void this.#volumes.unwatch(dir);
    }
  }

  #gather(created: string): void {
    // Every update of a volume creates files in it, a thousand perhaps in one folder.
    const folder = dirname(created);
    if (folder === this.#insideVolume) return;
    const path = basename(created) === DATA_DIR ? folder : created;
    const dir = this.#volumes.volumeOf(path);
    if (dir !== undefined) {
      if (dir !== created) this.#insideVolume = folder;
      return;
    }
    this.#created.add(path);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.discover([...this.#created]);
      this.#created.clear();
    }, GATHER_MS);
  }
}

function isBelow(folders: readonly string[], dir: string): boolean {
  return folders.some((folder) => dir === folder || dir.startsWith(join(folder, sep)));
}

export function workspaceRoots(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}
