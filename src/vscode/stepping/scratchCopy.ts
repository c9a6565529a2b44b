// A copy of a volume to try updates on, which is gone with the window.

import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { isKeptInMemory } from '../../volume/places/newDirectory.ts';
import type { CommandContext } from '../commands/command.ts';
import { hideAsIn, mayLeaveMemory, payloadToCopy } from '../commands/copyVolume.ts';
import { shown } from '../explain/format.ts';

export class ScratchCopies implements vscode.Disposable {
  readonly #context: CommandContext;
  readonly #folders: string[] = [];

  constructor(context: CommandContext) {
    this.#context = context;
  }

  dispose(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  /** Asks, and returns the directory of the copy; undefined when the person gave up. */
  async offer(dir: string, why: string): Promise<string | undefined> {
    const copy = vscode.l10n.t('Step Through a Copy');
    const answer = await showWarning(
      vscode.l10n.t('No update is made in {0} itself.', shown(dir)),
      {
        modal: true,
        detail: vscode.l10n.t(
          '{0} A copy can be updated in its place. It shows beside the other volumes, and is deleted when this window closes.',
          why,
        ),
      },
      copy,
    );
    return answer === copy ? this.#make(dir) : undefined;
  }

  async #make(from: string): Promise<string | undefined> {
    const { volumes, staging, publisher } = this.#context;
    const payload = await payloadToCopy(this.#context, from);
    if (payload === undefined) return undefined;
    const hasSecrets = staging.hasSecrets(from);
    const parent = hasSecrets ? (folderInMemory() ?? tmpdir()) : tmpdir();
    if (hasSecrets && !(await mayLeaveMemory(from, parent))) return undefined;
    // For this user alone.
    const folder = mkdtempSync(join(parent, 'projected-volumes-'));
    this.#folders.push(folder);
    const dir = join(folder, basename(from));
    mkdirSync(dir);
    await hideAsIn(volumes, from, dir);
    // Not remembered: the next window has no such directory.
    volumes.watch(dir);
    await publisher.create(dir, payload);
    volumes.pointTo(dir);
    return dir;
  }
}

/** Where files are on no disk. */
function folderInMemory(): string | undefined {
  const folder = '/dev/shm';
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return undefined;
  }
  return isKeptInMemory(nodeFileSystem, folder) ? folder : undefined;
}
