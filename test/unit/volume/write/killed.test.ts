// Writers that are killed, as processes of their own: this file is also what they run.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { assertVisible, changesOf, fresh, survival, typical } from '../../../shared/crashes.ts';
import { DAY, dyingAtChange, impatient, later } from '../../../shared/fileSystems.ts';
import { contents, payload, tempTarget, tempTargets, tree } from '../../../shared/volumes.ts';

/** What a child does to the target directory. */
type Task =
  | { act: 'die'; target: string; atChange: number }
  | { act: 'publish'; target: string }
  | { act: 'publish for ever'; target: string; from: number };

/** All keys of a version hold its number; one of them passes, which makes and removes links. */
function numbered(n: number) {
  const text = `${n}`;
  return payload({ first: text, 'dir/second': text, ...(n % 2 === 1 && { odd: text }) });
}

function perform(task: Task): void {
  switch (task.act) {
    case 'die': {
      const die = () => process.kill(process.pid, 'SIGKILL');
      const fileSystem = dyingAtChange(task.atChange, die, nodeFileSystem);
      new AtomicWriter(task.target, { fileSystem }).write(typical.during);
      return;
    }
    case 'publish':
      new AtomicWriter(task.target).write(typical.during);
      return;
    case 'publish for ever': {
      // What was killed before it may have left a ..data_tmp, and nobody else is alive.
      const writer = new AtomicWriter(task.target, { fileSystem: impatient() });
      for (let n = task.from; ; n++) {
        writer.write(numbered(n));
        console.log(n);
      }
    }
  }
}

/** Node makes none of these before it publishes; not every machine has all of them. */
const CHANGING =
  '?mkdir ?mkdirat ?chmod fchmod ?fchmodat ?symlink ?symlinkat ?link ?linkat ?rename ?renameat ?renameat2 ?unlink ' +
  '?unlinkat ?rmdir';
const TRACED = ['-qq', '-e', `trace=${CHANGING.replaceAll(' ', ',')}`, '-e', 'signal=none'];

const THIS_FILE = fileURLToPath(import.meta.url);

function environment(task: Task): NodeJS.ProcessEnv {
  return { ...process.env, PUBLISH_AND_DIE: JSON.stringify(task) };
}

/** Ends when the process has; returns the signal that ended it. */
async function run(command: string, args: readonly string[], task: Task): Promise<unknown> {
  const child = spawn(command, args, { env: environment(task), stdio: 'ignore' });
  const [code, signal]: unknown[] = await once(child, 'exit');
  return signal ?? code;
}

/** So many at a time as there are processors. */
async function each<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const work = async () => {
    for (let next = left.next(); next.done !== true; next = left.next()) await act(next.value);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

function registerTests(): void {
  test('a process killed before any one change that a publish makes leaves a whole version, and the next publish works', async (t) => {
    const target = tempTargets(t);
    const { begin, check } = survival(target, typical);
    const changes = changesOf(target, typical);
    assert.ok(changes > 10, `only ${changes}`);
    await each(Array(changes).keys(), async (change) => {
      const dir = begin();
      const task: Task = { act: 'die', target: dir, atChange: change + 1 };
      assert.equal(await run(process.execPath, [THIS_FILE], task), 'SIGKILL');
      check(dir);
    });
  });

  test('so does one killed at any moment while it publishes for ever', async (t) => {
    const target = tempTarget(t);
    let last = 0;
    for (let length = 0; length < 40; length += 2) {
      const told = await publishUntilKilled(target, last + 1, length);
      // What it told of is published, at least; the one that it died with may be.
      const now = Number(contents(target)['first']);
      assert.ok(now >= told, `${now} is active, ${told} was published`);
      assertVisible(target, numbered(now));
      assert.deepEqual(Object.keys(contents(target)).sort(), [...numbered(now).keys()].sort());
      last = now;
    }
    new AtomicWriter(target, { fileSystem: later(DAY) }).write(typical.after);
    assert.deepEqual(tree(target), fresh(tempTargets(t), typical.after).tree);
  });

  const trial = spawnSync('strace', [...TRACED, '-o', '/dev/null', 'true']);
  const skip = trial.status === 0 ? false : 'there is no strace here that may trace';

  test('so does one killed at any system call that changes a file', { skip }, async (t) => {
    const target = tempTargets(t);
    const { begin, check } = survival(target, typical);
    const whole = begin();
    const trace = join(target(), 'trace');
    const publish = [process.execPath, THIS_FILE];
    assert.equal(
      await run('strace', [...TRACED, '-o', trace, ...publish], { act: 'publish', target: whole }),
      0,
    );
    const calls = [...readFileSync(trace, 'utf8').matchAll(/^(\w+)\(/gm)].map(([, name]) => name);
    assert.ok(calls.length > 10, `only ${calls.length}`);
    await each(calls.entries(), async ([index, name]) => {
      const dir = begin();
      // Counted for each name by itself.
      const when = calls.slice(0, index + 1).filter((call) => call === name).length;
      const kill = `inject=${name}:signal=SIGKILL:when=${when}`;
      const task: Task = { act: 'publish', target: dir };
      assert.equal(
        await run('strace', [...TRACED, '-e', kill, '-o', '/dev/null', ...publish], task),
        'SIGKILL',
      );
      check(dir);
    });
  });
}

/** Lets a process publish one version after the other, from `from` on, and kills it once it told of `length` of them. */
async function publishUntilKilled(target: string, from: number, length: number): Promise<number> {
  const task: Task = { act: 'publish for ever', target, from };
  const child = spawn(process.execPath, [THIS_FILE], {
    env: environment(task),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let told = from - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line);
    if (told - from >= length) child.kill('SIGKILL');
  }
  const [, signal]: unknown[] = await ended;
  assert.equal(signal, 'SIGKILL');
  return told;
}

const task = process.env['PUBLISH_AND_DIE'];
if (task === undefined) registerTests();
else perform(JSON.parse(task) as Task);
