// Runs the real kubectl: no shell, values through its standard input, and a time limit that it cannot overrun.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Ran, Run, Runner } from './runner.ts';

/** Signing in with a cloud provider's program takes seconds; a server that hangs would take for ever. */
const LIMIT_SECONDS = 30;
/** Of standard output. An object has a megabyte at most, and a list of names is asked for, not of pods. */
const LIMIT_BYTES = 32e6;

/** @param command a path, or a name to look for on the PATH */
export function kubectlRunner(command: string, limitSeconds = LIMIT_SECONDS): Runner {
  return { command, run: (run) => start(command, run, limitSeconds).catch(notStarted) };
}

/** Of some reasons Node does not tell with an event, but throws them at once: a path that goes on below a file, say. */
function notStarted(error: NodeJS.ErrnoException): Ran {
  return { ended: 'not-started', reason: error.code ?? '' };
}

function start(command: string, { args, input, signal }: Run, seconds: number): Promise<Ran> {
  if (signal?.aborted === true) return Promise.resolve({ ended: 'cancelled' });
  return new Promise((done) => {
    // A group of its own: what kubectl starts to sign in ends with it.
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    const end = (ran: Ran): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      done(ran);
    };
    const stop = (ran: Ran): void => {
      killGroup(child);
      end(ran);
    };
    const cancel = (): void => stop({ ended: 'cancelled' });
    const timer = setTimeout(() => stop({ ended: 'timeout', seconds }), seconds * 1_000);
    signal?.addEventListener('abort', cancel);
    const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > LIMIT_BYTES) stop({ ended: 'too-much' });
      else chunks.push(chunk);
    };
    child.stdout.on('data', keep(stdout));
    child.stderr.on('data', keep(stderr));
    child.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'ENOENT' ? { ended: 'not-found' } : notStarted(error));
    });
    child.on('close', (code, killer) => {
      if (code === null) end({ ended: 'killed', reason: killer ?? '' });
      else end({ ended: 'exit', code, stdout: textOf(stdout), stderr: textOf(stderr) });
    });
    // A kubectl that fails early reads nothing: that shows in its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') {
      process.kill(-child.pid, 'SIGKILL');
    } else child.kill('SIGKILL');
  } catch {
    // It has just ended.
  }
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString();
}
