// Copy to a New Volume: what is not copied is said first, and no secret gets onto a disk unasked.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { copyVolume } from '../../../../src/vscode/commands/copyVolume.ts';
import { nodeFileSystem } from '../../../../src/volume/fileSystem.ts';
import { placeAt } from '../../../../src/volume/places/place.ts';
import type { Requests } from '../../../../src/worker/protocol/protocol.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { person } from '../../../shared/vscode.ts';
import { tempTarget } from '../../../shared/volumes.ts';
import { openWindow, PUBLISHED, SECRET, stateOf, versionOf } from '../window.ts';

const FROM = '/etc/app';

/** `to` is typed as the new directory, whatever is asked before or after gets `answer`. */
function copying(t: TestContext, { dir = FROM, ...state }: Partial<VolumeState> = {}) {
  const window = openWindow(t);
  window.volumes.watch(dir);
  // Its name is that of an older version as well.
  const versions = [versionOf('..v1', { id: '..v1#2' }), versionOf('..v1', { isActive: false })];
  window.receive(stateOf({ a: '1', b: '1' }, { dir, versions, ...state }));
  window.answers.readKey = (params) => Buffer.from(JSON.stringify(params));
  window.answers.publish = () => PUBLISHED;
  window.answers.watch = (params) => {
    window.receive(stateOf({}, { dir: params.dir, active: { state: 'no-data-link' } }));
  };
  const pointed: string[] = [];
  window.volumes.onDidPointTo((to) => pointed.push(to.dir));
  const folder = tempTarget(t);
  const copy = async (to: string, ...answers: (string | undefined)[]) => {
    person.answers = answers.flatMap((answer) =>
      answer === 'TYPE' ? ['$(edit) Type a path…', to] : [answer],
    );
    await copyVolume(window as unknown as CommandContext, dir);
  };
  const published = () =>
    window.asked('publish').map(([, params]) => params as Requests['publish']['params']);
  return { ...window, folder, copy, pointed, published };
}

function withUnread(keys: Record<string, string>) {
  const state = stateOf(keys);
  assert.equal(state.active.state, 'read');
  const unread = [{ key: 'token', reason: 'no-permission' }] as const;
  return { active: { ...state.active, unread } };
}

test('the copy holds what is active, with its modes, and its row is selected', async (t) => {
  const { folder, copy, pointed, published, remembered } = copying(t);
  const to = join(folder, 'copy');
  await copy(to, 'TYPE');
  assert.deepEqual(
    person.told.map(({ text }) => text.slice(0, 8)),
    ['Where is', 'Absolute'],
  );
  assert.deepEqual(
    published().map(({ dir, edits }) => [
      dir,
      edits.map(({ key, content, base }) => [
        key,
        String(Buffer.from(content?.data ?? [])),
        content?.mode,
        base,
      ]),
    ]),
    [
      [
        to,
        ['a', 'b'].map((key) => [
          key,
          JSON.stringify({ dir: FROM, version: '..v1#2', key }),
          0o644,
          null,
        ]),
      ],
    ],
  );
  assert.deepEqual(pointed, [to]);
  assert.equal(remembered.overruleOf(to), undefined);
});

test('the copy of a secret volume is one, and says that it was made so', async (t) => {
  const { folder, copy, remembered } = copying(t, { secrecy: SECRET });
  const to = join(folder, 'copy');
  await copy(to, 'TYPE', 'Copy to Disk');
  assert.equal(remembered.overruleOf(to), 'made-secret');
});

test('the copy of a secret volume that leaves the view meanwhile is one as well', async (t) => {
  const { folder, remembered, volumes, ...window } = copying(t, { secrecy: SECRET });
  const to = join(folder, 'copy');
  const leaving = async () => {
    await volumes.unwatch(FROM);
    return to;
  };
  person.answers = ['$(edit) Type a path…', leaving, 'Copy to Disk'];
  await copyVolume({ ...window, volumes } as unknown as CommandContext, FROM);
  assert.equal(remembered.overruleOf(to), 'made-secret');
});

test('keys that cannot be read are named first, and nothing is made without a yes', async (t) => {
  const { folder, copy, published } = copying(t, withUnread({ a: '1' }));
  const to = join(folder, 'copy');
  await copy(to, undefined);
  assert.match(person.told[0]?.detail ?? '', /token \(no permission\)/);
  assert.deepEqual(person.told[0]?.buttons, ['Copy the Others']);
  assert.deepEqual([person.told.length, published().length, existsSync(to)], [1, 0, false]);
  await copy(to, 'Copy the Others', 'TYPE');
  assert.deepEqual(
    published()[0]?.edits.map(({ key }) => key),
    ['a'],
  );
});

test('with no key that can be read it is refused', async (t) => {
  const { folder, copy } = copying(t, withUnread({}));
  const to = join(folder, 'copy');
  await assert.rejects(
    copy(to, 'TYPE'),
    /No key of \/etc\/app can be read: token \(no permission\)/,
  );
  assert.equal(existsSync(to), false);
});

test('a place where nothing can be made is named in words', async (t) => {
  const { folder, copy, published } = copying(t);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await copy(join(file, 'copy'), 'TYPE');
  assert.match(
    person.told[2]?.text ?? '',
    new RegExp(`${file} is not a folder. Nothing was made.`),
  );
  person.reset();
  await copy(folder, 'TYPE');
  assert.match(person.told[2]?.text ?? '', /is not empty/);
  assert.deepEqual(published(), []);
});

for (const [what, isInMemory, secrecy, isAsked] of [
  ['secret values get from a tmpfs', true, SECRET, true],
  ['plain values get from a tmpfs', true, undefined, false],
  ['secret values that are on a disk get', false, SECRET, false],
] as const) {
  test(`${what} onto a disk ${isAsked ? 'only with a yes' : 'unasked'}`, async (t) => {
    const { folder, answers, copy, published } = copying(t, secrecy && { secrecy });
    answers.lookAtPlace = ({ path }) => ({
      ...placeAt(nodeFileSystem, path),
      isInMemory: isInMemory && path === FROM,
    });
    const to = join(folder, 'copy');
    await copy(to, 'TYPE', undefined);
    const asked = person.told.some(({ buttons }) => buttons.includes('Copy to Disk'));
    assert.deepEqual(
      { asked, made: existsSync(to), published: published().length },
      { asked: isAsked, made: !isAsked, published: isAsked ? 0 : 1 },
    );
  });
}
