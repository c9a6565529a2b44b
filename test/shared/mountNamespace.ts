// A test that mounts runs its file again, in a namespace of its own: no privilege is needed where users may make one.

import { execFile, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Why not, or false. */
export function cannotMount(): string | false {
  const trial = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]);
  return trial.status === 0 ? false : 'this user may not make a namespace to mount in';
}

/** Runs this file in it; returns what that one prints as JSON. `what`: which of several things it is to do there. */
export async function runInNamespace(dir: string, what = ''): Promise<unknown> {
  // The bundle of the test file, which this is part of.
  const program = [process.execPath, fileURLToPath(import.meta.url)];
  const { stdout } = await promisify(execFile)('unshare', ['-rm', ...program], {
    env: { ...process.env, MOUNT_HERE: dir, MOUNT_WHAT: what },
    timeout: 120_000,
  });
  return JSON.parse(stdout);
}

/** The directory to mount in, for a file that runs there. */
export function inNamespace(): string | undefined {
  return process.env['MOUNT_HERE'];
}

export function whatInNamespace(): string {
  return process.env['MOUNT_WHAT'] ?? '';
}
