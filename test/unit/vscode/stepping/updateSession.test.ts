// Stepping through an update as VS Code does it, without a window.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFileSystem } from '../../../../src/volume/index.ts';
import { at } from '../../../../src/volume/paths.ts';
import { WRITERS } from '../../../../src/volume/updates/update.ts';
import { readKey } from '../../volume/updates/onDisk.ts';
import { BEFORE, CHANGES, debug, start } from './debugging.ts';

const VERSION = /\.\.\d{4}(_\d\d){5}\.\d+/g;
/** With the names of versions as `..VERSION`, the same each time. */
const steady = (lines: readonly string[]) =>
  lines.map((line) => line.replaceAll(VERSION, '..VERSION'));

test('the source says what each step does here, with the name of the new version once it is there', async (t) => {
  const { client, lines, dir } = await debug(t);
  assert.equal(await client.stopped(), 'entry');
  assert.deepEqual(steady(lines()), [
    `How a kubelet updates ${dir}`,
    'As the kubelets of today do: the links of new keys come after the swap.',
    '',
    ' 1  check the keys',
    ' 2  read where ..data leads',
    ' 3  find the keys to remove',
    ' 4  compare with the active version',
    ' 5  make a timestamp directory',
    '      make <new version>/',
    ' 6  write all files into it',
    '      write <new version>/added  1 B, 0644',
    '      write <new version>/app  3 B, 0644',
    '      write <new version>/conf/a  4 B, 0644',
    '      write <new version>/password  14 B, 0644',
    ' 7  set owners and modes (where the pod has an fsGroup)',
    ' 8  link ..data_tmp to the new version',
    '      link ..data_tmp → <new version>',
    ' 9  rename it over ..data: from here on readers see the new version',
    '      rename ..data_tmp to ..data',
    '10  make the links of new keys',
    '      link added → ..data/added',
    '11  remove the links of deleted keys',
    '      remove gone',
    '12  remove the old version',
    '      remove ..VERSION/ and what is in it',
    '13  the update is over',
    '',
  ]);
  for (let step = 0; step < 5; step++) {
    await client.ask('next', { threadId: 1 });
    assert.equal(await client.stopped(), 'step');
  }
  assert.equal(lines()[(await client.line()) - 1], ' 6  write all files into it');
  assert.equal(steady(lines())[8], '      make ..VERSION/');
  assert.ok(!lines().join().includes('<new version>'));
});

for (const writer of WRITERS) {
  test(`${writer} is stepped to its end: each step is a line of its own, and readers see the new version`, async (t) => {
    const { client, dir, lines, until } = await debug(t, { writer });
    const stoppedAt: string[] = [];
    for (;;) {
      const line = lines()[(await client.line()) - 1] ?? '';
      stoppedAt.push(line);
      await client.ask('next', { threadId: 1 });
      if (line.includes('the update is over')) break;
      await client.event('stopped');
    }
    await client.event('terminated');
    assert.deepEqual(
      stoppedAt,
      lines()
        .filter((line) => /^ ?\d/.test(line))
        .map((line) => line),
    );
    assert.deepEqual(
      ['app', 'added', 'gone', 'conf/a'].map((key) => readKey(dir, key)),
      ['new', 'y', 'ENOENT', 'same'],
    );
    assert.deepEqual(client.said(), ['The update is over: readers see the new version.']);
    await until((state) => state.held === undefined);
  });
}

test('a breakpoint holds before its step, also one on a line below it', async (t) => {
  const { client, dir, lines } = await debug(t, {}, [19]);
  assert.match(lines()[18] ?? '', /rename \.\.data_tmp to \.\.data/);
  await client.event('stopped');
  await client.ask('continue', { threadId: 1 });
  assert.equal(await client.stopped(), 'breakpoint');
  assert.equal(await client.line(), 18);
  assert.ok(existsSync(join(dir, '..data_tmp')));
  await client.ask('continue', { threadId: 1 });
  await client.event('terminated');
  assert.equal(readKey(dir, 'app'), 'new');
});

test('variables are what readers see, what is on disk and what is changed, without secret values', async (t) => {
  const { client, dir } = await debug(t, {}, [20]);
  await client.event('stopped');
  assert.deepEqual(await client.scope('What readers see'), [
    'added = ENOENT · old',
    'app = "old" · old',
    'conf/a = "same" · the same in both',
    'gone = "x" · old',
    'password = hidden, 14 B · the same in both',
  ]);
  await client.ask('continue', { threadId: 1 });
  await client.event('stopped');
  assert.deepEqual(await client.scope('What readers see'), [
    'added = ENOENT · old',
    'app = "new" · new',
    'conf/a = "same" · the same in both',
    'gone = ENOENT · new',
    'password = hidden, 14 B · the same in both',
  ]);
  assert.deepEqual(steady(await client.scope('On disk')), [
    '..VERSION = directory',
    '..VERSION = directory',
    '..data = → ..VERSION',
    'app = → ..data/app',
    'conf = → ..data/conf',
    'gone = → ..data/gone',
    'password = → ..data/password',
  ]);
  assert.deepEqual(await client.scope('This update'), [
    'added = added',
    'app = changed',
    'gone = deleted',
  ]);
  assert.ok(readlinkSync(join(dir, '..data')).startsWith('..2'));
});

test('the console reads a path as a program does, and lists a directory; so does hovering', async (t) => {
  const { client, dir } = await debug(t);
  const evaluate = async (expression: string, context = 'repl') =>
    client.ask('evaluate', { expression, context });
  assert.equal((await evaluate('app'))['result'], '"old"');
  assert.equal((await evaluate(' conf/a ', 'hover'))['result'], '"same"');
  assert.equal((await evaluate('nowhere'))['result'], 'ENOENT');
  assert.equal((await evaluate('password'))['result'], 'hidden, 14 B');
  const listed = await evaluate('..data');
  assert.equal(listed['result'], 'directory, 4 entries');
  assert.deepEqual(await client.variables(Number(listed['variablesReference'])), [
    'app = 3 B',
    'conf = directory',
    'gone = 1 B',
    'password = 14 B',
  ]);
  nodeFileSystem.symlink('/etc/passwd', at(dir, 'outside'));
  assert.match(String((await evaluate('outside'))['result']), /leads out of the volume/);
});

test('Stop is a crash: everything stays, and the console says what, and who heals it', async (t) => {
  const { client, dir, volume, until } = await debug(t, {}, [18]);
  await client.event('stopped');
  await client.ask('continue', { threadId: 1 });
  await client.event('stopped');
  await client.ask('terminate');
  await client.event('terminated');
  assert.equal(readKey(dir, 'app'), 'old');
  assert.ok(existsSync(join(dir, '..data_tmp')));
  assert.deepEqual(steady(client.said()), [
    'Stopped before step 9 of 12, "rename it over ..data: from here on readers see the new version", as a crash would: everything stays as it is.',
    'Readers see the old version.',
    'Left behind:',
    '  ..VERSION/, which no reader reaches through ..data. A kubelet leaves that for ever. A Publish takes it away when it is ten minutes old. Repair offers to put it right.',
    '  ..data_tmp, which says that a writer is at work. Every later update of a kubelet fails on that. The next Publish waits two seconds, then takes it away. Repair offers to put it right.',
  ]);
  await until((state) => state.held === undefined);
  volume.holding.checkFree();
});

test('a crash of one link for each key leaves a mixture, which the console names', async (t) => {
  const { client, lines } = await debug(t, { writer: 'one-link' });
  await client.event('stopped');
  do {
    await client.ask('next', { threadId: 1 });
    await client.event('stopped');
  } while (!lines()[await client.line()]?.includes('conf'));
  await client.ask('terminate');
  await client.event('terminated');
  assert.ok(
    client.said().includes('Readers see neither version whole: added new, app new, gone old.'),
  );
});

test('Disconnect finishes the update', async (t) => {
  const { client, dir } = await debug(t);
  await client.event('stopped');
  await client.ask('next', { threadId: 1 });
  await client.event('stopped');
  await client.ask('disconnect', { terminateDebuggee: false });
  assert.equal(readKey(dir, 'app'), 'new');
  assert.equal(readKey(dir, 'gone'), 'ENOENT');
});

test('Restart finishes the update and holds the next one', async (t) => {
  const { client, dir, states } = await debug(t, { changes: { set: { app: 'new' } } });
  await client.event('stopped');
  await client.ask('next', { threadId: 1 });
  await client.event('stopped');
  await client.ask('restart');
  assert.equal(await client.stopped(), 'entry');
  assert.equal(readKey(dir, 'app'), 'new');
  assert.equal(states.at(-1)?.held?.done, 0);
});

test('with repeat updates go on and on, until a breakpoint, a pause or Stop', async (t) => {
  const { client, dir, states } = await debug(t, { repeat: 1, changes: {} });
  const seen = new Set<string>();
  while (seen.size < 2) {
    seen.add(readFileSync(join(dir, 'app'), 'utf8'));
    await new Promise(setImmediate);
  }
  assert.deepEqual([...seen].sort(), ['old', 'old\n']);
  await client.ask('pause', { threadId: 1 });
  assert.equal(await client.stopped(), 'pause');
  assert.notEqual(states.at(-1)?.held, undefined);
  await client.ask('setBreakpoints', { source: {}, breakpoints: [{ line: 4 }] });
  await client.ask('continue', { threadId: 1 });
  assert.equal(await client.stopped(), 'breakpoint');
  await client.ask('terminate');
  await client.event('terminated');
});

test('Restart while updates go on and on holds the next one: nothing goes on beside it', async (t) => {
  let steps = 0;
  let goesOnAndOn = (): void => {};
  const thirty = new Promise<void>((done) => (goesOnAndOn = done));
  const { client, states } = await debug(t, { repeat: 1, changes: {} }, [], (volume) => ({
    ...volume,
    step: async () => {
      if (++steps === 30) goesOnAndOn();
      return volume.step();
    },
  }));
  t.after(async () => client.ask('terminate'));
  await thirty;
  await client.ask('restart');
  while ((await client.stopped()) !== 'entry');
  const before = steps;
  await client.ask('next', { threadId: 1 });
  while ((await client.stopped()) !== 'step');
  assert.equal(steps, before + 1);
  assert.equal(states.at(-1)?.held?.done, 1);
  assert.deepEqual(client.said(), []);
});

test('an update whose session is stopped before it is held is let go', async (t) => {
  let letHold = (): void => {};
  const launching = new Promise<void>((resolve) => (letHold = resolve));
  const { client, volume, launched } = await start(t, {}, (stepped) => ({
    ...stepped,
    hold: async (configuration) => {
      await launching;
      return stepped.hold(configuration);
    },
  }));
  await client.ask('disconnect', { terminateDebuggee: true });
  letHold();
  await launched;
  volume.holding.checkFree();
});

test('a volume that answers no more ends the session with the reason, and nothing is left unhandled', async (t) => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const gone = async () => Promise.reject(new Error('The worker is gone.'));
  const { client } = await debug(t, {}, [], (volume) => ({ ...volume, step: gone, end: gone }));
  await client.event('stopped');
  await client.ask('next', { threadId: 1 });
  await client.event('terminated');
  await new Promise(setImmediate);
  assert.match(client.said().join('\n'), /^[^\n]*: an unexpected error\.[^\n]*$/);
  assert.deepEqual(unhandled, []);
});

test('a step that the disk refuses ends the session, with the reason', async (t) => {
  const { client, dir } = await debug(t);
  await client.event('stopped');
  nodeFileSystem.symlink('..2026_01_01_00_00_00.1', at(dir, '..data_tmp'));
  await client.ask('continue', { threadId: 1 });
  await client.event('terminated');
  assert.match(client.said()[0] ?? '', /EEXIST/);
  assert.equal(readKey(dir, 'app'), BEFORE.app);
});

test('a second session on the same volume is refused, and says why', async (t) => {
  const { client, dir } = await debug(t);
  await client.event('stopped');
  await assert.rejects(client.ask('launch', { volume: dir, writer: 'kubelet', changes: CHANGES }));
});
