// What a command does without its row, and that what was shown before a question is what is acted on after it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { VolumeError } from '../../../../src/volume/failure.ts';
import { allCommands } from '../../../../src/vscode/commands/index.ts';
import type { Requests } from '../../../../src/worker/protocol/protocol.ts';
import { editor, person, TextDocument, workspace } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { DIR, key, printOf, PUBLISHED, SECRET, stateOf, versionOf } from '../window.ts';
import { commanding, contributes, OTHER } from './commanding.ts';

const titles = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const rowCommands = [
  ...new Set(contributes.menus['view/item/context'].map(({ command }) => command)),
];
const hidden = new Set(
  contributes.menus.commandPalette
    .filter(({ when }) => when === 'false')
    .map(({ command }) => command),
);

test('package.json contributes every command, and no other', (t) => {
  const { context } = commanding(t);
  assert.deepEqual(
    contributes.commands.map(({ command }) => command).sort(),
    Object.keys(allCommands(context))
      .map((name) => `projectedVolumes.${name}`)
      .sort(),
  );
});

for (const command of rowCommands) {
  const name = command.replace('projectedVolumes.', '');
  // What it refreshes without a row is everything, which changes nothing.
  if (name === 'refresh') continue;
  const isHidden = hidden.has(command);
  for (const dirs of [[DIR, OTHER], [DIR]]) {
    if (!isHidden && dirs.length === 1) continue;
    test(`${name} without its row ${isHidden ? 'does nothing' : 'asks'}, with ${dirs.length} volumes`, async (t) => {
      const { run, staging, done } = commanding(t, dirs);
      const before = dirs.map((dir) => staging.of(dir));
      await run(name);
      assert.equal(person.told.length, 1);
      if (isHidden) assert.match(person.told[0]?.text ?? '', /^Nothing was done: the row/);
      else assert.match(person.told[0]?.text ?? '', /\?$/);
      assert.deepEqual(done(), []);
      assert.deepEqual(
        dirs.map((dir) => staging.of(dir)),
        before,
      );
    });
  }
}

test('every command of a row that publishes, discards, deletes or removes has a twin in the palette, which asks', () => {
  const twins = contributes.commands.filter(({ command }) => command.endsWith('FromPalette'));
  assert.deepEqual(
    twins.map(({ command }) => command.replace('FromPalette', '')).sort(),
    [
      'deleteKey',
      'discard',
      'publish',
      'publishToCluster',
      'removeVolume',
      'repair',
      'rollBack',
      'rollBackInCluster',
    ].map((name) => `projectedVolumes.${name}`),
  );
  for (const { title } of twins) assert.match(titles[title.replaceAll('%', '')] ?? '', /…$/);
  for (const { command } of twins) {
    assert.ok(!hidden.has(command));
    assert.ok(hidden.has(command.replace('FromPalette', '')));
  }
});

for (const name of ['publish', 'discard', 'deleteKey', 'removeVolume', 'rollBack']) {
  test(`${name} from the palette asks, also where there is one volume only`, async (t) => {
    const { run, staging, done } = commanding(t, [DIR]);
    const before = staging.of(DIR);
    await run(`${name}FromPalette`);
    assert.match(person.told[0]?.text ?? '', /^Which (volume|key|version)/);
    assert.deepEqual(done(), []);
    assert.deepEqual(staging.of(DIR), before);
  });
}

test('from the palette the volume that is picked is published', async (t) => {
  const { run, asked } = commanding(t);
  person.answers = ['other'];
  await run('publishFromPalette');
  assert.deepEqual(
    asked('publish').map(([, params]) => (params as { dir: string }).dir),
    [OTHER],
  );
});

test('a roll back replaces only the version that was active when it was asked about', async (t) => {
  const { run, receive, asked } = commanding(t, [DIR]);
  person.answers = [
    () => {
      receive(stateOf({ a: 'theirs' }, { version: '..v3' }));
      return 'Roll Back';
    },
  ];
  await run('rollBack', { kind: 'version', dir: DIR, version: '..v1' });
  assert.deepEqual(asked('rollBack'), [
    ['rollBack', { dir: DIR, version: '..v1', expected: '..v2' }],
  ]);
});

for (const [name, argument] of [
  ['publish', { kind: 'staged', dir: DIR }],
  ['publishAll', undefined],
] as const) {
  for (const answer of ['Save All and Publish', 'Publish Without']) {
    test(`${name} with ${answer} publishes what was staged when it was asked for, and what was saved then`, async (t) => {
      const { run, staging, asked } = commanding(t, [DIR]);
      const typing = new TextDocument(Uri.file(`${DIR}/b`).with({ scheme: 'projected-volume' }));
      editor.open(typing);
      typing.isDirty = true;
      const text = (content: string) => bytes(Buffer.from(content));
      const saves = workspace.onDidSaveTextDocument(() => {
        staging.stage(DIR, key('b'), text('saved'));
      });
      t.after(() => saves.dispose());
      person.answers = [
        () => {
          staging.stage(DIR, key('a'), text('later'));
          staging.stage(DIR, key('c'), text('later'));
          return answer;
        },
      ];
      await run(name, argument);
      const [[, published] = []] = asked('publish');
      const { edits } = published as Requests['publish']['params'];
      assert.deepEqual(
        edits.map((edit) => [edit.key, Buffer.from(edit.content?.data ?? []).toString()]),
        [['a', 'mine'], ...(answer === 'Publish Without' ? [] : [['b', 'saved']])],
      );
      assert.ok(staging.of(DIR).has(key('c')));
    });
  }
}

test('Publish All leaves for later what is not confirmed, and does not say why', async (t) => {
  const { run, receive } = commanding(t);
  const origin = { kind: 'configMap', volumeName: 'v', podUid: 'u', knownBy: 'path' } as const;
  receive(stateOf({ a: '1' }, { origin }));
  person.answers = ['Publish', undefined];
  await run('publishAll');
  assert.match(
    person.told.at(-1)?.text ?? '',
    /^Published: \/etc\/other\. Not published, and still staged: \/etc\/config: you left it for later\.$/,
  );
});

test('a roll back names the version, whatever its id', async (t) => {
  const { run, receive, answers, logged } = commanding(t, [DIR]);
  const older = versionOf('..v1', { id: '..v1#2', isActive: false });
  receive(stateOf({ a: '1' }, { version: '..v2', versions: [versionOf('..v2'), older] }));
  answers.rollBack = () => PUBLISHED;
  person.answers = ['Roll Back'];
  await run('rollBack', { kind: 'version', dir: DIR, version: '..v1#2' });
  assert.match(logged.join('\n'), /published all keys of \.\.v1: /);
});

test('what is staged while Discard asks stays', async (t) => {
  const { run, staging } = commanding(t, [DIR]);
  person.answers = [
    () => {
      staging.stage(DIR, key('a'), bytes(Buffer.from('newer')));
      return 'Discard';
    },
  ];
  await run('discard', { kind: 'staged', dir: DIR });
  assert.equal(staging.of(DIR).size, 1);
});

test('Publish All says what was published and what was not', async (t) => {
  const { run, answers, staging } = commanding(t, ['/etc/one', '/etc/three', '/etc/two']);
  answers.publish = ({ dir }) => {
    if (dir !== '/etc/three') return PUBLISHED;
    throw new VolumeError({ code: 'no-answer' });
  };
  person.answers = ['Publish'];
  await run('publishAll');
  const [, summary] = person.told;
  assert.match(
    summary?.text ?? '',
    /^Published: \/etc\/one, \/etc\/two\. Not published, and still staged: .*\/etc\/three/,
  );
  assert.deepEqual(staging.dirs, ['/etc/three']);
});

test('Publish All publishes what its question lists', async (t) => {
  const { run, staging, asked } = commanding(t);
  person.answers = [
    () => {
      staging.stage(DIR, key('b'), bytes(Buffer.from('later')));
      return 'Publish';
    },
  ];
  await run('publishAll');
  const [[, first] = []] = asked('publish');
  assert.deepEqual(
    (first as { edits: { key: string }[] }).edits.map((edit) => edit.key),
    ['a'],
  );
});

test('one volume that does not answer keeps Refresh from no other, and is named', async (t) => {
  const { run, answers, asked } = commanding(t);
  answers.refresh = ({ dir }) => {
    if (dir === DIR) throw new VolumeError({ code: 'no-answer' });
  };
  await run('refresh');
  assert.equal(asked('refresh').length, 2);
  assert.equal(person.told.length, 1);
  assert.match(person.told[0]?.text ?? '', /\/etc\/config/);
});

test('a secret value that others change while a new one is typed stays a conflict', async (t) => {
  const { run, receive, staging } = commanding(t, [DIR]);
  const secret = (b: string, version: string) =>
    receive(stateOf({ a: '1', b }, { secrecy: SECRET, version }));
  secret('1', '..v2');
  person.answers = [
    '$(edit) Type a value',
    () => {
      secret('theirs', '..v3');
      return 'typed';
    },
  ];
  await run('editKey', { kind: 'key', dir: DIR, key: 'b' });
  assert.deepEqual(staging.of(DIR).get(key('b'))?.base?.digest, printOf('1').digest);
});

test('a conflict is settled on its row as well', async (t) => {
  const { run, receive, staging } = commanding(t, [DIR]);
  const row = { kind: 'stagedChange', dir: DIR, key: 'a' };
  receive(stateOf({ a: 'theirs', b: '1' }, { version: '..v3' }));
  await run('keepMine', row);
  const theirs = staging.active(DIR).get('a');
  assert.deepEqual(staging.of(DIR).get(key('a'))?.base, theirs);
  await run('takeTheirs', row);
  assert.equal(staging.of(DIR).size, 1);
  person.answers = ['Take Theirs'];
  await run('takeTheirs', row);
  assert.equal(staging.of(DIR).size, 0);
});

test('staged changes are ticked and unticked from the menu: several become the same', async (t) => {
  const { run, staging } = commanding(t, [DIR]);
  staging.stage(DIR, key('b'), undefined);
  const rows = ['a', 'b'].map((name) => ({ kind: 'stagedChange', dir: DIR, key: name }));
  const chosen = () => staging.chosen(DIR).map((change) => change.key);
  await run('tick', rows[0]);
  assert.deepEqual(chosen(), ['b']);
  await run('tick', rows[0], rows);
  assert.deepEqual(chosen(), ['a', 'b']);
  await run('tick', rows[0], rows);
  assert.deepEqual(chosen(), []);
});

test('a refusal has a button, so that all of it is read', async (t) => {
  const { run, receive, volumes } = commanding(t, [DIR]);
  receive(stateOf({}, { active: { state: 'no-data-link' } as never, access: 'no-permission' }));
  const pointedTo: string[] = [];
  const listener = volumes.onDidPointTo(({ dir }) => pointedTo.push(dir));
  t.after(() => listener.dispose());
  person.answers = ['Show in Volumes View'];
  await run('addKey', { kind: 'volume', dir: DIR });
  assert.deepEqual(person.told[0]?.buttons, ['Show in Volumes View']);
  assert.deepEqual(pointedTo, [DIR]);
});

test('renaming a key that others change meanwhile is a conflict, on both sides', async (t) => {
  const { run, receive, staging, answers } = commanding(t, [DIR]);
  const publish = (keys: Record<string, string>) => receive(stateOf(keys, { version: '..v3' }));
  person.answers = [
    () => {
      publish({ a: '1', b: '1', c: 'theirs' });
      return 'c';
    },
  ];
  answers.readKey = () => {
    publish({ a: '1', b: 'theirs', c: 'theirs' });
    return Buffer.from('1');
  };
  await run('renameKey', { kind: 'key', dir: DIR, key: 'b' });
  const baseOf = (name: string) => staging.of(DIR).get(key(name))?.base;
  assert.deepEqual([baseOf('b')?.digest, baseOf('c')], [printOf('1').digest, null]);
});

test('a mode that others change while a new one is typed stays a conflict', async (t) => {
  const { run, receive, staging } = commanding(t, [DIR]);
  person.answers = [
    () => {
      receive(stateOf({ a: '1', b: 'theirs' }, { version: '..v3' }));
      return '0600';
    },
  ];
  await run('changeMode', { kind: 'key', dir: DIR, key: 'b' });
  assert.equal(staging.of(DIR).get(key('b'))?.base?.digest, printOf('1').digest);
});
