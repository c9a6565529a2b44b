// A process that opens a file and holds it until it is told to close it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** Opens the path, says so, and closes it with the first line that it is sent. Its arguments hold a secret, as some do. */
const HOLD = `
  const fs = require('node:fs');
  const fd = fs.openSync(process.argv[1], 'r');
  process.stdout.write('open');
  process.stdin.once('data', () => { fs.closeSync(fd); process.stdout.write('closed'); });
`;

export interface HoldingProcess {
  pid: number;
  /** Returns once the file is closed; the process lives on. */
  close: () => Promise<void>;
}

/** A process that holds the file at the path, and ends with the test. */
export async function holding(t: TestContext, path: string): Promise<HoldingProcess> {
  return started(t, process.execPath, ['-e', HOLD, path, SECRET]);
}

/** The same in a mount namespace of its own, as in a container, where the directory is mounted somewhere else. */
export async function holdingInNamespace(
  t: TestContext,
  dir: string,
  mountPoint: string,
  path: string,
): Promise<HoldingProcess> {
  const script = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  const program = [process.execPath, '-e', HOLD, path, SECRET];
  return started(t, 'unshare', ['-rm', 'sh', '-c', script, 'sh', dir, mountPoint, ...program]);
}

const SECRET = '--password=hunter2';

async function started(
  t: TestContext,
  command: string,
  args: readonly string[],
): Promise<HoldingProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await said(child);
  return {
    pid: child.pid ?? 0,
    close: async () => {
      child.stdin.write('close\n');
      await said(child);
    },
  };
}

async function said({ stdout }: ChildProcess): Promise<void> {
  if (stdout !== null) await once(stdout, 'data');
}
