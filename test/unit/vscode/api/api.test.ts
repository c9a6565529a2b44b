// What another extension gets: the volumes, each change, values that are no secret, and publishing that loses nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode, ProjectedVolumesApi, Volume, VolumeChange } from '../../../../src/api.ts';
import { apiExports } from '../../../../src/vscode/api/apiExports.ts';
import { NOTHING_SECRET, type Secrecy } from '../../../../src/volume/credentials/secrecy.ts';
import { applyEdits } from '../../../../src/volume/edit/edits.ts';
import { VolumeError } from '../../../../src/volume/failure.ts';
import type { KeyFile } from '../../../../src/volume/read/snapshot.ts';
import { extensions, person, workspace } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, printOf, PUBLISHED, SECRET, stateOf, versionOf } from '../window.ts';

const SECRET_A: Secrecy = { ...NOTHING_SECRET, keys: new Map([['a', 'name']]) };

/** A window with one volume, whose worker compares and swaps as the real one does, and another extension in it. */
async function withApi(
  t: Parameters<typeof openWindow>[0],
  disk: Record<string, string>,
  secrecy = NOTHING_SECRET,
) {
  const window = openWindow(t);
  workspace.isTrusted = true;
  extensions.installed = ['me.one', 'me.two'].map((id) => ({
    id,
    packageJSON: { displayName: `Extension ${id}` },
  }));
  const { volumes, publisher, answers } = window;
  volumes.watch(DIR);
  let number = 1;
  const state = () => stateOf(disk, { version: `..v${number}`, secrecy });
  const replace = (keys: Record<string, string>): void => {
    number++;
    for (const name of Object.keys(disk)) delete disk[name];
    Object.assign(disk, keys);
    window.receive(state());
  };
  window.receive(state());
  answers.publish = ({ edits }) => {
    const files = Object.entries(disk).map(([name, text]): [ReturnType<typeof key>, KeyFile] => [
      key(name),
      { data: Buffer.from(text), writtenAt: 0, ...printOf(text) },
    ]);
    const merged = [...applyEdits(new Map(files), edits)];
    replace(
      Object.fromEntries(merged.map(([name, { data }]) => [name, Buffer.from(data).toString()])),
    );
    return { ...PUBLISHED, timestampDir: `..v${number}` };
  };
  const read = ({ key }: { key: string }) => {
    const text = disk[key];
    if (text === undefined) throw new VolumeError({ code: 'no-such-key', key, version: '..v1' });
    return Buffer.from(text);
  };
  answers.readKey = read;
  answers.statKey = read;
  const { getApi } = apiExports(async () => ({ volumes, publisher }));
  const api = await getApi(1, 'me.one');
  return { ...window, getApi, api, replace, disk };
}

function only(api: ProjectedVolumesApi): Volume {
  const [volume, ...others] = api.volumes();
  assert.ok(volume !== undefined && others.length === 0);
  return volume;
}

/** Matches what the API is rejected with, with a message that says something. */
function refused(code: ErrorCode, keys: string[] = []): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof Error);
    const { name, message, ...more } = error;
    assert.deepEqual({ name, ...more }, { name: 'ProjectedVolumesError', code, keys });
    assert.ok(message.length > 10, message);
    return true;
  };
}

const bytes = (text: string) => ({ data: Buffer.from(text) });

test('a volume is told in a shape of its own, without values and without digests of secrets', async (t) => {
  const { api, receive } = await withApi(t, { a: 'secret', b: 'open' }, SECRET_A);
  receive({
    ...stateOf({ a: 'secret', b: 'open' }, { secrecy: SECRET_A }),
    origin: { kind: 'configMap', volumeName: 'config', podUid: 'uid', knownBy: 'path' },
    versions: [versionOf('..v1', { changes: [{ key: key('b'), kind: 'added' }] })],
    problems: [{ kind: 'stale-new-data-dir' }],
  });
  const common = { size: 6, mode: 0o644 };
  assert.deepEqual(only(api), {
    dir: DIR,
    kind: 'configMap',
    volumeName: 'config',
    podUid: 'uid',
    isWritable: true,
    isAnswering: true,
    state: 'read',
    active: {
      id: '..v1',
      name: '..v1',
      keys: [
        { key: 'a', ...common, isSecret: true },
        {
          key: 'b',
          ...common,
          size: 4,
          isSecret: false,
          // printf open | sha256sum
          digest: '2348f998744212575d85959674f9607ab26f67708a917157472832386337c904',
        },
      ],
    },
    versions: [
      {
        id: '..v1',
        name: '..v1',
        writtenAt: 1,
        isActive: true,
        isOnDisk: true,
        isKept: true,
        changes: [{ key: 'b', kind: 'added' }],
      },
    ],
    problems: [
      {
        kind: 'stale-new-data-dir',
        message:
          "..data_tmp was left behind by an interrupted update. The kubelet's own writer fails on it with every update. Repair, or the next publish from here, removes it.",
      },
    ],
  });
});

test('each change that shows is told once, with the volume before and after, and so is its end', async (t) => {
  const { api, replace, receive, volumes } = await withApi(t, { a: '1' });
  const first = only(api);
  const told: VolumeChange[] = [];
  api.onDidChange((change) => told.push(change));
  replace({ a: '2' });
  receive({ ...stateOf({ a: '2' }, { version: '..v2' }), polling: 'ENOSPC' });
  const second = only(api);
  await volumes.unwatch(DIR);
  assert.deepEqual(told, [
    { dir: DIR, before: first, after: second },
    { dir: DIR, before: second },
  ]);
  assert.deepEqual(api.volumes(), []);
  await assert.rejects(api.readValues(second, ['a']), refused('no-such-volume'));
  await assert.rejects(api.publish(second, new Map()), refused('no-such-volume'));
});

test('another version of the API, or an extension that is not there, is refused', async (t) => {
  const { getApi } = await withApi(t, {});
  await assert.rejects(getApi(2 as 1, 'me.one'), refused('unsupported'));
  await assert.rejects(getApi(1, 'me.nobody'), refused('unsupported'));
  await assert.rejects(getApi(1, undefined as unknown as string), refused('unsupported'));
});

test('a publish replaces just what the other extension saw', async (t) => {
  const { api, replace, disk } = await withApi(t, { a: '1', b: '1' });
  const seen = only(api);
  replace({ a: '1', b: 'theirs', c: 'theirs' });
  assert.deepEqual(
    await api.publish(
      seen,
      new Map([
        ['./a', bytes('mine')],
        ['d', bytes('mine')],
      ]),
    ),
    { changed: true, version: '..v3' },
  );
  assert.deepEqual(disk, { a: 'mine', b: 'theirs', c: 'theirs', d: 'mine' });
  const changes = new Map([
    ['a', bytes('again')],
    ['b', undefined],
    ['c', bytes('again')],
  ]);
  await assert.rejects(api.publish(seen, changes), refused('conflict', ['a', 'b', 'c']));
  assert.deepEqual(disk, { a: 'mine', b: 'theirs', c: 'theirs', d: 'mine' });
  assert.deepEqual(person.told, [], 'a conflict is for the other extension to settle');
});

test('what was changed in place is a conflict as well, though the version is the same', async (t) => {
  const { api, receive, disk } = await withApi(t, { a: '1' });
  const seen = only(api);
  disk['a'] = 'in place';
  receive(stateOf(disk));
  const changes = new Map([['a', bytes('mine')]]);
  await assert.rejects(api.publish(seen, changes), refused('conflict', ['a']));
});

test('what may not be published in the window may not be by another extension', async (t) => {
  const { api, receive, asked } = await withApi(t, { a: '1' });
  const changes = new Map([['a', bytes('mine')]]);
  workspace.isTrusted = false;
  await assert.rejects(api.publish(only(api), changes), refused('refused'));
  workspace.isTrusted = true;
  receive({ ...stateOf({ a: '1' }), access: 'read-only-file-system' });
  assert.equal(only(api).isWritable, false);
  await assert.rejects(api.publish(only(api), changes), refused('refused'));
  receive({
    ...stateOf({ a: '1' }),
    origin: { kind: 'configMap', volumeName: 'config', podUid: 'uid', knownBy: 'path' },
  });
  person.answers = [undefined];
  await assert.rejects(api.publish(only(api), changes), refused('denied'));
  assert.match(person.told[0]?.text ?? '', /is a kubelet’s own directory/);
  assert.equal(asked('publish').length, 0);
  person.answers = ['Publish Anyway'];
  await api.publish(only(api), changes);
  assert.equal(asked('publish').length, 1);
});

test('bytes that change while the person is asked are published as they were', async (t) => {
  const { api, receive, disk } = await withApi(t, { a: '1' });
  receive({
    ...stateOf({ a: '1' }),
    origin: { kind: 'configMap', volumeName: 'config', podUid: 'uid', knownBy: 'path' },
  });
  const { data } = bytes('mine');
  person.answers = [
    () => {
      data.fill('x');
      return 'Publish Anyway';
    },
  ];
  await api.publish(only(api), new Map([['a', { data }]]));
  assert.equal(disk['a'], 'mine');
});

test('a publish by another extension is told with its name', async (t) => {
  const { api, publisher } = await withApi(t, { a: '1' });
  const told: string[] = [];
  publisher.onDidPublish(({ what }) => told.push(what));
  await api.publish(only(api), new Map([['a', bytes('2')]]));
  assert.deepEqual(told, ['a, by Extension me.one']);
});

test('values that are no secret are given at once, of the version that was seen', async (t) => {
  const { api, asked } = await withApi(t, { a: 'secret', b: 'open' }, SECRET_A);
  const values = await api.readValues(only(api), ['b']);
  assert.deepEqual(
    [...values].map(([key, data]) => [key, String(data)]),
    [['b', 'open']],
  );
  assert.deepEqual(asked('readKey').at(-1)?.[1], { dir: DIR, version: '..v1', key: 'b' });
  const other = { version: '..v0' };
  await assert.rejects(api.readValues(only(api), ['b'], other), refused('no-such-version'));
  await assert.rejects(api.readValues(only(api), ['c']), refused('no-such-key', ['c']));
  assert.deepEqual(person.told, []);
});

test('a secret value is given with a reason only, which the person is shown', async (t) => {
  const { api, asked } = await withApi(t, { a: 'secret', b: 'open' }, SECRET_A);
  const keys = ['b', 'a'];
  for (const reason of [undefined, '', ' \n ']) {
    await assert.rejects(
      api.readValues(only(api), keys, { ...(reason !== undefined && { reason }) }),
      refused('secret', ['a']),
    );
  }
  const options = { reason: 'To start\u202E the server.' };
  person.answers = [undefined];
  await assert.rejects(api.readValues(only(api), keys, options), refused('denied', ['a']));
  assert.equal(asked('readKey').length, 0);
  assert.equal(
    person.told[0]?.text,
    'The extension Extension me.one asks for secret values of config.',
  );
  const detail = person.told[0]?.detail ?? '';
  assert.match(
    detail,
    /^Its reason: To start\uFFFD the server\.\nKeys: a\nVolume: \/etc\/config\n/,
  );
  assert.match(detail, /Extension: me\.one, as it says/);
  assert.deepEqual(person.told[0]?.buttons, ['Allow', 'Deny']);
  // Closed without an answer: it may be asked for once more.
  person.answers = ['Allow'];
  assert.equal(String((await api.readValues(only(api), keys, options)).get('a')), 'secret');
});

test('an answer counts for that extension, volume and key, until the window closes', async (t) => {
  const { api, getApi, receive, volumes } = await withApi(t, { a: '1', b: '1' }, SECRET);
  const other = await getApi(1, 'me.two');
  const read = async (who: ProjectedVolumesApi, keys: string[]) =>
    (await who.readValues(only(who), keys, { reason: 'It is needed.' })).size;
  person.answers = ['Allow'];
  assert.equal(await read(api, ['a']), 1);
  assert.equal(await read(api, ['a']), 1);
  assert.equal(person.told.length, 1, 'the same is not asked twice');
  person.answers = ['Deny'];
  await assert.rejects(read(api, ['a', 'b']), refused('denied', ['a', 'b']));
  assert.match(person.told[1]?.detail ?? '', /\nKeys: b\n/, 'only what is open is asked about');
  await assert.rejects(read(api, ['b']), refused('denied', ['b']));
  assert.equal(person.told.length, 2, 'what was denied is not asked again');
  person.answers = [undefined];
  await assert.rejects(read(other, ['a']), refused('denied', ['a']));
  assert.equal(person.told.length, 3, 'another extension is asked for itself');
  volumes.watch('/etc/other');
  receive(stateOf({ a: '1' }, { dir: '/etc/other', secrecy: SECRET }));
  const volume = api.volumes().find(({ dir }) => dir === '/etc/other') ?? assert.fail();
  person.answers = [undefined];
  await assert.rejects(
    api.readValues(volume, ['a'], { reason: 'It is needed.' }),
    refused('denied', ['a']),
  );
  assert.equal(person.told.length, 4, 'another volume is another question');
});

test('two requests at once ask one question, and none is asked about a key that is not there', async (t) => {
  const { api } = await withApi(t, { a: '1' }, SECRET);
  const options = { reason: 'It is needed.' };
  await assert.rejects(api.readValues(only(api), ['b'], options), refused('no-such-key', ['b']));
  assert.equal(person.told.length, 0);
  person.answers = ['Allow'];
  const read = async () => api.readValues(only(api), ['a'], options);
  await Promise.all([read(), read()]);
  assert.equal(person.told.length, 1);
});

test('a key that turns out to be secret while it is read is not given', async (t) => {
  const { api, answers, receive } = await withApi(t, { a: 'open' });
  answers.readKey = () => {
    receive(stateOf({ a: 'secret' }, { secrecy: SECRET_A }));
    return Buffer.from('secret');
  };
  await assert.rejects(api.readValues(only(api), ['a']), refused('secret', ['a']));
});

test('no message of the API names a value', async (t) => {
  const { api, logged } = await withApi(t, { a: 'planted-value' }, SECRET);
  person.answers = ['Allow'];
  await api.readValues(only(api), ['a'], { reason: 'It is needed.' });
  await api.publish(only(api), new Map([['a', bytes('planted-value-2')]]));
  assert.doesNotMatch(JSON.stringify([person.told, logged, only(api)]), /planted-value/);
});
