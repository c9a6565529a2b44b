// What the rows of a read-only volume offer: nothing that would be refused, and what leads on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface MenuEntry {
  command: string;
  when: string;
  group?: string;
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: {
    commands: { command: string }[];
    menus: Record<string, MenuEntry[]> & { 'view/item/context': MenuEntry[] };
    keybindings: MenuEntry[];
  };
};

/** Commands on a row with this context. */
function offered(contextValue: string): Set<string> {
  const entries = contributes.menus['view/item/context'].filter(({ when }) => {
    const pattern = /viewItem =~ \/(.*)\/$/.exec(when)?.[1];
    return pattern !== undefined && new RegExp(pattern).test(contextValue);
  });
  return new Set(entries.map(({ command }) => command.replace('projectedVolumes.', '')));
}

const CHANGING = ['addKey', 'editKey', 'deleteKey', 'renameKey', 'changeMode', 'applyManifest'];
const PUBLISHING = ['publish', 'rollBack', 'repair'];
const LEADING_ON = ['copyVolume', 'exportManifest'];

const rows = ['volume', 'active', 'folder', 'key', 'staged', 'stagedChange', 'version kept'];

for (const row of [...rows, 'problem']) {
  test(`a read-only ${row} offers no change`, () => {
    const changes = [...CHANGING, ...PUBLISHING].filter((command) =>
      offered(`${row} readOnly`).has(command),
    );
    assert.deepEqual(changes, []);
  });
}

for (const row of ['volume', 'active', 'folder', 'key']) {
  test(`a read-only ${row} leads on to a copy, and to a manifest`, () => {
    const ways = LEADING_ON.filter((command) => offered(`${row} readOnly`).has(command));
    assert.deepEqual(ways, LEADING_ON);
  });
}

test('mine is kept where there is something to keep', () => {
  const sides = (row: string) =>
    [...offered(row)].filter((name) => /^(keepMine|takeTheirs)$/.test(name));
  assert.deepEqual(sides('stagedChange conflict writable'), ['keepMine', 'takeTheirs']);
  assert.deepEqual(sides('stagedChange conflict lost writable'), ['takeTheirs']);
  assert.deepEqual(sides('stagedChange writable'), []);
});

test('a writable key offers changes instead', () => {
  const key = offered('key writable');
  assert.ok(key.has('editKey') && key.has('deleteKey') && !key.has('copyVolume'));
});

test('keys are bound in the view alone, and every menu and key names a command that there is', () => {
  for (const { command, when } of contributes.keybindings) {
    assert.match(
      when,
      /^focusedView == projectedVolumes\.volumes && listFocus && !inputFocus/,
      command,
    );
  }
  const commands = new Set(contributes.commands.map(({ command }) => command));
  const named = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
  assert.deepEqual(
    named.filter(({ command }) => !commands.has(command)),
    [],
  );
});

test('with several rows selected a menu offers only what acts on all of them', () => {
  const several = contributes.menus['view/item/context'].filter(
    ({ when, group }) =>
      !when.includes('!listMultiSelection') && group?.startsWith('inline') !== true,
  );
  assert.deepEqual(
    [...new Set(several.map(({ command }) => command.replace('projectedVolumes.', '')))].sort(),
    ['changeMode', 'copyPath', 'deleteKey', 'discard', 'publish'],
  );
});
