// The runner with programs that end in every way.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { kubectlRunner } from '../../../src/cluster/kubectlRunner.ts';
import { tempTarget } from '../../shared/volumes.ts';

const shell = kubectlRunner('sh');

test('what a program prints, and how it exits', async () => {
  const args = ['-c', 'cat; echo wrong >&2; exit 3'];
  assert.deepEqual(await shell.run({ args, input: 'value' }), {
    ended: 'exit',
    code: 3,
    stdout: 'value',
    stderr: 'wrong\n',
  });
});

test('standard input is empty unless something is given, and need not be read', async () => {
  assert.deepEqual(await shell.run({ args: ['-c', 'cat'] }), {
    ended: 'exit',
    code: 0,
    stdout: '',
    stderr: '',
  });
  const ran = await shell.run({ args: ['-c', 'exit 0'], input: 'x'.repeat(1e6) });
  assert.equal(ran.ended, 'exit');
});

test('arguments are no text of a shell', async () => {
  const ran = await kubectlRunner('printf').run({ args: ['%s', '$(id); `id` "'] });
  assert.equal(ran.ended === 'exit' && ran.stdout, '$(id); `id` "');
});

test('a program that is not there, or may not be run', async () => {
  assert.deepEqual(await kubectlRunner('/no/such/kubectl').run({ args: [] }), {
    ended: 'not-found',
  });
  const ran = await kubectlRunner('/').run({ args: [] });
  assert.deepEqual(ran, { ended: 'not-started', reason: 'EACCES' });
});

test('a path that goes on below a file cannot be run either: Node throws that at once', async () => {
  const ran = await kubectlRunner('/etc/passwd/kubectl').run({ args: [] });
  assert.deepEqual(ran, { ended: 'not-started', reason: 'ENOTDIR' });
});

/** A program that has started another one, and waits for ever; `isOver` settles when both have ended. */
function endless(t: TestContext) {
  const pids = join(tempTarget(t), 'pids');
  const args = ['-c', `sleep 600 & echo $$ $! > ${pids}.new; mv ${pids}.new ${pids}; wait`];
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
  };
  return {
    args,
    started: () => until(() => existsSync(pids)),
    isOver: () =>
      until(() =>
        readFileSync(pids, 'utf8')
          .trim()
          .split(' ')
          .every((pid) => !isAlive(pid)),
      ),
  };
}

/** One that has ended and that no one has waited for yet is not. */
function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('a program that does not end is ended in time, with what it has started', async (t) => {
  const { args, started, isOver } = endless(t);
  const running = kubectlRunner('sh', 0.5).run({ args });
  await started();
  assert.deepEqual(await running, { ended: 'timeout', seconds: 0.5 });
  await isOver();
});

test('a program is ended when the person gives up, or never started', async (t) => {
  const { args, started, isOver } = endless(t);
  const giveUp = new AbortController();
  const running = shell.run({ args, signal: giveUp.signal });
  await started();
  giveUp.abort();
  assert.deepEqual(await running, { ended: 'cancelled' });
  await isOver();
  const { signal } = giveUp;
  assert.deepEqual(await shell.run({ args: ['-c', 'exit 1'], signal }), { ended: 'cancelled' });
});

test('a program that prints without end is ended', async () => {
  assert.deepEqual(await kubectlRunner('yes').run({ args: [] }), { ended: 'too-much' });
});
