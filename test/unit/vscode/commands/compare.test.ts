// Any two versions are compared with all their keys, and hidden values show on request only.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeenKey } from '../../../../src/worker/protocol/protocol.ts';
import { registerStatusBar } from '../../../../src/vscode/attention/statusBar.ts';
import { executed, person, statusBar } from '../../../shared/vscode.ts';
import { DIR, key, printOf, PUBLISHED, SECRET, stateOf, versionOf } from '../window.ts';
import { commanding, OTHER } from './commanding.ts';

const seen = (name: string, text: string, mode = 0o644): SeenKey => ({
  ...printOf(text),
  key: name,
  size: text.length,
  mode,
});

function comparing(t: Parameters<typeof commanding>[0]) {
  const opened = commanding(t);
  const contents: Record<string, SeenKey[]> = {
    [`${DIR} ..v1`]: [seen('a', 'old'), seen('gone', 'x'), seen('same', 's')],
    [`${DIR} ..v2`]: [seen('a', 'new'), seen('same', 's')],
    [`${OTHER} ..v2`]: [seen('a', 'old'), seen('gone', 'x'), seen('same', 's', 0o600)],
  };
  opened.answers.listVersion = ({ dir, version }) => ({
    keys: contents[`${dir} ${version}`],
    unread: [],
  });
  const shownUris = () =>
    executed
      .filter(([name]) => String(name).startsWith('vscode.'))
      .map(([name, first, ...rest]) =>
        name === 'vscode.changes'
          ? (rest[0] as unknown[][]).map(([, left, right]) => [left, right].map(String))
          : [[first, rest[0]].map(String)],
      );
  const titles = () =>
    executed.map(([name, ...rest]) => [name, rest.find((each) => typeof each === 'string')]);
  return { ...opened, shownUris, titles };
}

const OLD = { kind: 'version', dir: DIR, version: '..v1' };
const uri = (authority: string, path: string) => `projected-volume://${authority}${path}`;

test('all keys that differ from the active version are compared in one document', async (t) => {
  const { run, shownUris } = comparing(t);
  await run('compareWithActive', OLD);
  assert.deepEqual(shownUris(), [
    [
      [uri('..v1', `${DIR}/a`), uri('..v2', `${DIR}/a`)],
      [uri('..v1', `${DIR}/gone`), uri('none', `${DIR}/gone`)],
    ],
  ]);
});

test('a version is compared with one of another volume, and a new mode is in the title', async (t) => {
  const { run, shownUris, titles } = comparing(t);
  await run('selectForCompare', OLD);
  assert.deepEqual(executed.at(-1), ['setContext', 'projectedVolumes.selectedForCompare', true]);
  await run('compareWithSelected', { kind: 'volume', dir: OTHER });
  assert.deepEqual(shownUris(), [[[uri('..v1', `${DIR}/same`), uri('..v2', `${OTHER}/same`)]]]);
  assert.match(String(titles().at(-1)?.[1]), /^same 0644 → 0600 \(config .* ↔ other /);
});

test('two versions that hold the same are said to', async (t) => {
  const { run, shownUris } = comparing(t);
  await run('selectForCompare', { kind: 'active', dir: DIR });
  await run('compareWithSelected', { kind: 'version', dir: DIR, version: '..v2' });
  assert.match(person.told[0]?.text ?? '', /both hold the same/);
  assert.deepEqual(shownUris(), []);
});

test('a version whose contents are not kept is not compared', async (t) => {
  const { run, receive, shownUris } = comparing(t);
  const versions = [versionOf('..v2'), versionOf('..v1', { isActive: false, isKept: false })];
  receive(stateOf({ a: '1' }, { version: '..v2', versions }));
  await run('compareWithActive', OLD);
  assert.match(person.told[0]?.text ?? '', /not kept/);
  assert.deepEqual(shownUris(), []);
});

test('where one side is secret, names and sizes are listed first, and nothing shows unasked', async (t) => {
  const { run, receive, shownUris } = comparing(t);
  receive(
    stateOf(
      { a: '1' },
      { dir: OTHER, version: '..v2', versions: [versionOf('..v2')], secrecy: SECRET },
    ),
  );
  await run('selectForCompare', OLD);
  await run('compareWithSelected', { kind: 'volume', dir: OTHER });
  assert.deepEqual(person.told[0]?.buttons, ['$(key) same', '', '$(eye) Show Values…']);
  assert.deepEqual(shownUris(), []);
});

test('all staged changes of a volume are compared in one document', async (t) => {
  const { run, staging, shownUris } = comparing(t);
  staging.stage(DIR, key('b'), undefined);
  await run('showAllStaged', { kind: 'staged', dir: DIR });
  assert.deepEqual(shownUris(), [
    [
      [uri('active', `${DIR}/a`), uri('', `${DIR}/a`)],
      [uri('active', `${DIR}/b`), uri('none', `${DIR}/b`)],
    ],
  ]);
});

test('rolling back says what it changes and what others published since, and compares it first', async (t) => {
  const { run, receive, shownUris, asked } = comparing(t);
  const versions = [
    versionOf('..v2', { changes: [{ key: key('a'), kind: 'modified' }], writtenAt: 5_000 }),
    versionOf('..mine', {
      isActive: false,
      changes: [{ key: key('b'), kind: 'added' }],
      isPublishedHere: true,
    }),
    versionOf('..v1', { isActive: false }),
  ];
  receive(stateOf({ a: '1' }, { version: '..v2', versions }));
  person.answers = ['Compare First'];
  await run('rollBack', OLD);
  const [question] = person.told;
  assert.match(
    question?.detail ?? '',
    /^a: changed\ngone: added\nPublished since by others: \S+( \S+)?\.\n/,
  );
  assert.deepEqual(question?.buttons, ['Roll Back', 'Compare First']);
  assert.equal(shownUris()[0]?.length, 2);
  assert.deepEqual(asked('rollBack'), []);
});

test('what was compared before rolling back is rolled back from there, over the version that was asked about', async (t) => {
  const { run, receive, asked } = comparing(t);
  const versions = [
    versionOf('..v2', { writtenAt: 5_000 }),
    versionOf('..v1', { isActive: false }),
  ];
  receive(stateOf({ a: '1' }, { version: '..v2', versions }));
  person.answers = [
    'Compare First',
    () => {
      // Somebody publishes while the person compares.
      receive(stateOf({ a: '1' }, { version: '..v3', versions: [versionOf('..v3'), ...versions] }));
      return 'Roll Back';
    },
  ];
  await run('rollBack', OLD);
  assert.equal(person.told[1]?.text, person.told[0]?.text);
  assert.deepEqual(person.told[1]?.buttons, ['Roll Back']);
  assert.deepEqual(
    asked('rollBack').map(([, params]) => params),
    [{ dir: DIR, version: '..v1', expected: '..v2' }],
  );
});

test('what is staged is counted in the status bar, and a click there selects its row', async (t) => {
  const opened = commanding(t);
  const items = registerStatusBar(opened.volumes, opened.staging, opened.publisher);
  t.after(() => items.dispose());
  const rows: unknown[] = [];
  const listener = opened.volumes.onDidPointTo((row) => rows.push(row));
  t.after(() => listener.dispose());
  const staged = statusBar.get('staged');
  assert.equal(staged?.text, '$(layers) 2 staged');
  const click = staged?.command as { command: string; arguments: unknown[] } | undefined;
  await opened.run(click?.command.split('.')[1] ?? '', ...(click?.arguments ?? []));
  assert.deepEqual(rows, [{ kind: 'staged', dir: DIR }]);
});

test('afterwards the status bar says to which version it was rolled back, and the way back is an item of its own', async (t) => {
  const opened = comparing(t);
  const items = registerStatusBar(opened.volumes, opened.staging, opened.publisher);
  t.after(() => items.dispose());
  person.answers = ['Roll Back'];
  opened.answers.rollBack = () => ({ ...PUBLISHED, previous: '..v2' });
  await opened.run('rollBack', OLD);
  assert.match(statusBar.get('published')?.text ?? '', /^\$\(check\) Rolled config back to \S+/);
  assert.deepEqual(
    (statusBar.get('rollBack')?.command as { arguments: unknown[] } | undefined)?.arguments,
    [{ kind: 'version', dir: DIR, version: '..v2' }],
  );
  assert.ok(statusBar.get('rollBack')?.isShown);
  await opened.volumes.remove(DIR);
  const left = ['published', 'rollBack'].filter((id) => statusBar.get(id)?.isShown);
  assert.deepEqual(left, [], 'both leave with the volume');
});
