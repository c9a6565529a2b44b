// Copy to a New Volume: what is not copied is said first, and no secret gets onto a disk unasked.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CommandContext } from '../../src/vscode/commands/command.ts';
import { copyVolume } from '../../src/vscode/commands/copyVolume.ts';
import type { ActiveState, KeyInfo } from '../../src/worker/protocol/state.ts';

type Read = ActiveState & { state: 'read' };

const info: Omit<KeyInfo, 'key'> = { size: 1, mode: 0o644, digest: '', isText: true };
const active: Read = { state: 'read', version: '..1', writtenAt: 0, keys: [{ key: 'a', ...info }] };
const unread = [{ key: 'token', reason: 'no-permission' }] as const;

const { showQuickPick, showInputBox, showWarningMessage } = vscode.window;

/** `to` is typed as the new directory; what is asked is answered with its button, or not at all. */
function copying(from: string, state: Read, to: string, isSure: boolean, isSecret = false) {
  const asked: string[] = [];
  const done: string[] = [];
  Object.assign(vscode.window, {
    showQuickPick: async ([, type]: unknown[]) => type,
    showInputBox: async () => to,
    showWarningMessage: async (question: string, { detail }: { detail: string }, yes: string) => {
      asked.push(`${question} ${detail} [${yes}]`);
      return isSure ? yes : undefined;
    },
  });
  const context = {
    volumes: {
      whenKnown: async () => ({
        active: state,
        secrecy: {},
        versions: [{ id: '..1', isActive: true }],
      }),
      client: { request: async () => Buffer.from('1') },
      add: async (dir: string) => dir,
      overrule: async () => {},
      pointTo: (dir: string) => void done.push(`point to ${dir}`),
    },
    staging: { hasSecrets: () => isSecret },
    publisher: {
      create: async (dir: string, payload: Map<string, unknown>) =>
        void done.push(`create ${dir} ${[...payload.keys()].join()}`),
    },
  } as unknown as CommandContext;
  return { copied: copyVolume(context, from), asked, done };
}

suite('copying a volume', () => {
  let folder: string;
  setup(() => (folder = mkdtempSync(join(tmpdir(), 'pv-'))));
  teardown(() => {
    Object.assign(vscode.window, { showQuickPick, showInputBox, showWarningMessage });
    rmSync(folder, { recursive: true, force: true });
  });

  test('the copy is made and its row selected', async () => {
    const dir = join(folder, 'copy');
    const { copied, asked, done } = copying('/etc/app', active, dir, true);
    await copied;
    assert.deepEqual(asked, []);
    assert.deepEqual(done, [`create ${dir} a`, `point to ${dir}`]);
  });

  test('keys that cannot be read are named first, and nothing is made without a yes', async () => {
    const dir = join(folder, 'copy');
    const { copied, asked, done } = copying('/etc/app', { ...active, unread }, dir, false);
    await copied;
    assert.match(asked.join(), /token \(no permission\).*\[Copy the Others\]/);
    assert.deepEqual(done, []);
    assert.equal(existsSync(dir), false);
  });

  test('with no key that can be read it is refused', async () => {
    const dir = join(folder, 'copy');
    const { copied } = copying('/etc/app', { ...active, keys: [], unread }, dir, true);
    await assert.rejects(copied, /No key of \/etc\/app can be read: token \(no permission\)/);
    assert.equal(existsSync(dir), false);
  });

  test('a place where nothing can be made is named in words', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { copied } = copying('/etc/app', active, join(file, 'copy'), true);
    await assert.rejects(copied, {
      message: new RegExp(`${file} is not a folder. Nothing was made.`),
    });
  });

  test('secret values get from a tmpfs onto a disk only with a yes', async () => {
    // On every Linux /dev/shm is a tmpfs, and /sys is none.
    const { copied, asked } = copying('/dev/shm', active, '/sys/copy', false, true);
    await copied;
    assert.match(
      asked.join(),
      /Copy the secret values of \/dev\/shm onto a disk\?.*\[Copy to Disk\]/,
    );
  });
});
