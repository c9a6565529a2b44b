// Add Volume says what it was given: a volume that is there already, a file, a folder of volumes.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { VolumeError } from '../../../../src/volume/failure.ts';
import { person } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { DIR, stateOf } from '../window.ts';
import { commanding } from './commanding.ts';

/** A folder with a volume, a plain folder and a file. */
function adding(t: Parameters<typeof commanding>[0]) {
  const folder = mkdtempSync(join(tmpdir(), 'add-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const volume = join(folder, 'volume');
  mkdirSync(volume);
  symlinkSync('..v1', join(volume, '..data'));
  writeFileSync(join(folder, 'file'), '');
  const opened = commanding(t, [DIR]);
  opened.answers.discover = () => ({ found: [volume] });
  const pointedTo: string[] = [];
  const listener = opened.volumes.onDidPointTo(({ dir }) => pointedTo.push(dir));
  t.after(() => listener.dispose());
  return { ...opened, folder, volume, pointedTo };
}

test('a volume of the Explorer is added without a question, and its row selected', async (t) => {
  const { run, volumes, volume, pointedTo } = adding(t);
  await run('addVolume', Uri.file(volume));
  assert.deepEqual(person.told, []);
  assert.ok(volumes.dirs.includes(volume));
  assert.deepEqual(pointedTo, [volume]);
});

test('one that is there already is said to be, and its row selected', async (t) => {
  const { run, pointedTo } = adding(t);
  await run('addVolume', `${DIR}/`);
  assert.equal(person.told[0]?.text, `${DIR} is in the view already.`);
  assert.deepEqual(pointedTo, [DIR]);
});

test('a file is refused with what to choose instead', async (t) => {
  const { run, volumes, folder } = adding(t);
  await run('addVolume', join(folder, 'file'));
  assert.match(person.told[0]?.text ?? '', /is a file\. Choose the directory/);
  assert.deepEqual(volumes.dirs, [DIR]);
});

for (const answer of [undefined, 'Add Them']) {
  test(`of a folder the volumes below are added, if that is wanted: ${answer ?? 'no'}`, async (t) => {
    const { run, volumes, folder, volume } = adding(t);
    person.answers = [answer];
    await run('addVolume', folder);
    assert.equal(person.told[0]?.text, `${folder} is no volume itself. Add the 1 below it?`);
    assert.equal(person.told[0]?.detail, volume);
    assert.deepEqual(volumes.dirs, answer === undefined ? [DIR] : [DIR, volume]);
  });
}

test('of a folder whose volumes are all in the view nothing is added, and the first of them is selected', async (t) => {
  const { run, volumes, folder, volume, pointedTo } = adding(t);
  await volumes.add(volume);
  await run('addVolume', folder);
  assert.equal(
    person.told[0]?.text,
    `${folder} is no volume itself. All volumes below it are in the view already.`,
  );
  assert.deepEqual(volumes.dirs, [DIR, volume]);
  assert.deepEqual(pointedTo, [volume]);
});

test('where the file system does not answer the volume is added, and says so itself', async (t) => {
  const { run, volumes, answers, folder } = adding(t);
  answers.lookAtPlace = () => {
    throw new VolumeError({ code: 'no-answer' });
  };
  const dir = join(folder, 'hangs');
  await run('addVolume', dir);
  assert.deepEqual(person.told, []);
  assert.ok(volumes.dirs.includes(dir));
});

test('what is not there yet is added as it was typed, with ~ for the home folder', async (t) => {
  const { run, volumes } = adding(t);
  person.answers = ['$(edit) Type a path…', '~/not-mounted-yet'];
  await run('addVolume');
  assert.ok(volumes.dirs.includes(join(homedir(), 'not-mounted-yet')));
});

test('in a folder of the Explorer a volume is made below it, at the path that is suggested', async (t) => {
  const { run, folder, asked, answers, receive } = adding(t);
  answers.watch = ({ dir }) => setImmediate(() => receive(stateOf({}, { dir })));
  const made = join(folder, 'my-volume');
  person.answers = ['$(new-folder) Empty', `$(new-folder) ${made}`];
  await run('createVolume', Uri.file(folder));
  assert.deepEqual(
    person.told.map(({ text }) => text.slice(0, 20)),
    ['What is the new volu', 'Where is the new vol'],
  );
  assert.equal((asked('watch').at(-1)?.[1] as { dir: string } | undefined)?.dir, made);
});
