// A copy of a volume to try updates on, which is gone with the window.

// Only for `dispose`: VS Code does not wait for promises when a window closes, and the folders are local.
// oxlint-disable-next-line no-restricted-imports
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { CommandContext } from '../commands/command.ts';
import { hideAsIn, mayLeaveMemory, payloadToCopy } from '../commands/copyVolume.ts';
import { shown } from '../explain/format.ts';
import type { Client } from '../volumes/volumes.ts';

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
    const parent = hasSecrets ? await folderInMemory(volumes.client) : tmpdir();
    if (hasSecrets && !(await mayLeaveMemory(volumes.client, from, parent))) return undefined;
    // For this user alone.
    const folder = await mkdtemp(join(parent, 'projected-volumes-'));
    this.#folders.push(folder);
    const dir = join(folder, basename(from));
    await mkdir(dir);
    await hideAsIn(volumes, from, dir);
    // Not remembered: the next window has no such directory.
    volumes.watch(dir);
    await publisher.create(dir, payload);
    volumes.pointTo(dir);
    return dir;
  }
}

/** Where files are on no disk, if this machine has such a folder. */
async function folderInMemory(client: Client): Promise<string> {
  const folder = '/dev/shm';
  const { is, isInMemory, obstacle } = await client.request('lookAtPlace', { path: folder });
  const mayWrite = obstacle === undefined || obstacle.reason === 'not-empty';
  return is === 'directory' && isInMemory && mayWrite ? folder : tmpdir();
}
