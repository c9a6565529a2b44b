// What commands ask: about which volume, with names that stay text, and nothing that would be refused afterwards.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { allCommands } from '../../../../src/vscode/commands/index.ts';
import { person, TextDocument, Uri, window as shownWindow } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, SECRET, settled, stateOf, versionOf } from '../window.ts';

function commanding(t: TestContext, dirs = [DIR], more: Parameters<typeof stateOf>[1] = {}) {
  const window = openWindow(t);
  const versions = [
    versionOf('..v2', {
      changes: [NAME, 'b'].map((name) => ({ key: key(name), kind: 'modified' })),
    }),
    versionOf(`..${NAME}`, { isActive: false }),
  ];
  for (const dir of dirs) {
    window.volumes.watch(dir);
    const state = stateOf({ a: '1', [NAME]: '1' }, { version: '..v2', versions, ...more });
    window.receive({ ...state, dir });
    window.staging.stage(dir, key('a'), bytes(Buffer.from('mine')));
  }
  const commands = allCommands({ ...window, reveals: {} } as unknown as CommandContext);
  const run = async (name: string, argument?: unknown, ...answers: (string | undefined)[]) => {
    person.answers = answers;
    await commands[name]?.(argument);
    await settled();
  };
  return { ...window, run };
}

/** VS Code would draw an icon for it. */
const NAME = '$(trash) x';
const DIRS = [`/srv/${NAME}`, `/etc/${NAME}`];
const TEXT = `\\${NAME}`;
const OBJECT = { kind: 'ConfigMap', name: NAME, namespace: NAME };

const LISTS: [
  what: string,
  command: string,
  argument: unknown,
  answers: string[],
  more?: Parameters<typeof stateOf>[1],
][] = [
  ['volumes', 'addKey', undefined, []],
  ['volumes with staged changes', 'publishFromPalette', undefined, []],
  ['keys', 'openKey', { kind: 'volume', dir: DIRS[0] }, []],
  ['versions', 'showChanges', { kind: 'volume', dir: DIRS[0] }, []],
  ['changes', 'showChanges', { kind: 'version', dir: DIRS[0], version: '..v2' }, []],
  [
    'changes of hidden values',
    'showChanges',
    { kind: 'version', dir: DIRS[0], version: '..v2' },
    [],
    { secrecy: SECRET },
  ],
  [
    'problems',
    'repairFromPalette',
    undefined,
    [TEXT],
    { problems: [{ kind: 'dangling-link', name: NAME }] },
  ],
  [
    'what a manifest has',
    'applyManifest',
    { kind: 'volume', dir: DIRS[0] },
    [`$(go-to-file) ${TEXT}.yaml`, `$(file) ConfigMap ${TEXT}`],
  ],
];

for (const [what, command, argument, answers, more] of LISTS) {
  test(`in a list of ${what} a name stays text`, async (t) => {
    const { run, answers: worker } = commanding(t, DIRS, more);
    const path = `/${NAME}.yaml`;
    const document = Object.assign(new TextDocument(Uri.file(path)), { fileName: path });
    shownWindow.activeTextEditor = { document };
    t.after(() => (shownWindow.activeTextEditor = undefined));
    worker.bundleChange = () => undefined;
    worker.statKey = () => ({ size: 1, mode: 0o644 });
    worker.readManifest = () => ({
      ok: true,
      manifest: {
        objects: [{ ...OBJECT, data: new Map([NAME, 'b'].map((name) => [name, Buffer.from('')])) }],
        volumes: [{ name: NAME, type: 'configMap', owner: { ...OBJECT, kind: 'Pod' } }],
        leftOut: [],
      },
    });
    await run(command, argument, ...answers);
    const told = person.rows.flatMap(({ label, description = '', detail = '' }) => [
      label,
      description,
      detail,
    ]);
    assert.ok(told.some((text) => text.includes(TEXT)));
    assert.deepEqual(
      told.filter((text) => /(?<!\\)\$\(trash\)/.test(text)),
      [],
    );
  });
}

const NODE = { kind: 'key', dir: DIR, key: 'b' };

for (const [command, argument, ...answers] of [
  ['addKey', { kind: 'volume', dir: DIR }, 'new', '$(edit) Type a value', 'x'],
  ['editKey', NODE, '$(edit) Type a value', 'x'],
  ['renameKey', NODE, 'new'],
  ['changeMode', NODE, '0600'],
] as const) {
  test(`every question of ${command} names the volume`, async (t) => {
    const { run, receive, answers: worker } = commanding(t);
    worker.readKey = () => Buffer.from('1');
    receive(stateOf({ b: '1' }, { secrecy: SECRET }));
    await run(command, argument, ...answers);
    assert.equal(person.told.length, answers.length);
    for (const { text } of person.told) assert.ok(text.includes(DIR), text);
  });
}

for (const command of [
  'rollBackFromPalette',
  'addKey',
  'editKey',
  'renameKey',
  'changeMode',
  'deleteKeyFromPalette',
]) {
  test(`${command} is refused on a read-only volume before it asks`, async (t) => {
    const { run } = commanding(t, [DIR], { access: 'read-only-file-system' });
    await run(command);
    assert.deepEqual(
      person.told.map(({ text }) => text),
      [`${DIR} is mounted read-only. Change what it comes from, or a copy.`],
    );
  });
}
