// A test that mounts runs its file again, in a namespace of its own: no privilege is needed where users may make one.

import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Why not, or false. */
export function cannotMount(): string | false {
  const trial = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', tmpdir()]);
  return trial.status === 0 ? false : 'this user may not make a namespace to mount in';
}

/** Runs this file in it; returns what that one prints as JSON. `what`: which of several things it is to do there. */
export function runInNamespace(dir: string, what = ''): unknown {
  const output = execFileSync('unshare', ['-rm', process.execPath, process.argv[1] ?? ''], {
    env: { ...process.env, MOUNT_HERE: dir, MOUNT_WHAT: what },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return JSON.parse(output);
}

/** The directory to mount in, for a file that runs there. */
export function inNamespace(): string | undefined {
  return process.env['MOUNT_HERE'];
}

export function whatInNamespace(): string {
  return process.env['MOUNT_WHAT'] ?? '';
}
