// What each row offers: nothing that would be refused, and, where nothing can be changed, what leads on.

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

/** Commands on a row with this context, in the order in which they show. */
function offered(contextValue: string): { inline: string; menu: string } {
  const entries = contributes.menus['view/item/context'].filter(({ when }) => {
    const pattern = /viewItem =~ \/(.*)\/$/.exec(when)?.[1];
    assert.ok(pattern !== undefined, when);
    return new RegExp(pattern).test(contextValue);
  });
  const namesOf = (chosen: MenuEntry[]) =>
    chosen
      .map(({ command, group = '' }) => ({ name: command.replace('projectedVolumes.', ''), group }))
      .toSorted((a, b) => (a.group < b.group ? -1 : Number(a.group > b.group)))
      .map(({ name }) => name)
      .join(' ');
  const isInline = ({ group }: MenuEntry) => group?.startsWith('inline') === true;
  return {
    inline: namesOf(entries.filter(isInline)),
    menu: namesOf(entries.filter((entry) => !isInline(entry))),
  };
}

/** The row's context, its buttons, its menu. */
const ROWS: [contextValue: string, inline: string, menu: string][] = [
  ['event', '', 'copyTimeline'],
  [
    'version kept timeline writable',
    'rollBack',
    'showChanges rollBack selectForCompare compareWithSelected compareWithActive copyTimeline',
  ],
  [
    'volume',
    '',
    'selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays exportManifest copyVolume copyPath hideValues removeVolume',
  ],
  [
    'volume writable',
    'addKey',
    'addKey addFiles selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays applyManifest exportManifest copyVolume copyPath hideValues removeVolume',
  ],
  [
    'volume writable staged',
    'addKey',
    'publish showAllStaged addKey addFiles selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays applyManifest exportManifest copyVolume copyPath hideValues removeVolume',
  ],
  [
    'volume readOnly secret',
    'copyVolume',
    'selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays exportManifest copyVolume copyPath showValues removeVolume',
  ],
  [
    'volume readOnly secretKeys',
    'copyVolume',
    'selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays exportManifest copyVolume copyPath hideValues showValues removeVolume',
  ],
  ['active writable', 'addKey', 'addKey addFiles selectForCompare compareWithSelected'],
  ['active readOnly', '', 'selectForCompare compareWithSelected exportManifest copyVolume'],
  ['folder writable', 'addKey', 'addKey addFiles copyPath'],
  ['folder readOnly', '', 'exportManifest copyVolume copyPath'],
  ['key', '', 'openKey showChanges copyValue copyPath copyLinkChain'],
  [
    'key writable',
    'editKey',
    'openKey editKey showChanges renameKey changeMode copyValue copyPath copyLinkChain deleteKey',
  ],
  [
    'key readOnly',
    '',
    'openKey showChanges exportManifest copyVolume copyValue copyPath copyLinkChain',
  ],
  ['unreadKey', '', ''],
  ['staged', 'discard', 'showAllStaged discard'],
  ['staged writable', 'publish discard', 'publish showAllStaged discard'],
  ['stagedChange', 'discard', 'tick openKey copyValue discard'],
  ['stagedChange writable', 'publish discard', 'publish tick openKey copyValue discard'],
  [
    'stagedChange conflict writable',
    'publish discard',
    'keepMine takeTheirs publish tick openKey copyValue discard',
  ],
  [
    'stagedChange conflict lost writable',
    'publish discard',
    'takeTheirs publish tick openKey copyValue discard',
  ],
  ['history', '', ''],
  ['version', '', 'showChanges'],
  ['version onDisk readOnly', '', 'showChanges copyPath'],
  [
    'version kept readOnly',
    '',
    'showChanges selectForCompare compareWithSelected compareWithActive',
  ],
  [
    'version kept onDisk writable',
    'rollBack',
    'showChanges rollBack selectForCompare compareWithSelected compareWithActive copyPath',
  ],
  [
    'version kept writable',
    'rollBack',
    'showChanges rollBack selectForCompare compareWithSelected compareWithActive',
  ],
  [
    'version active kept onDisk writable',
    '',
    'showChanges selectForCompare compareWithSelected copyPath',
  ],
  ['problems', '', ''],
  ['problem', '', 'showProblem'],
  ['problem writable', 'repair', 'showProblem repair'],
  ['problem readOnly', '', 'showProblem'],
  ['state', '', ''],
  ['subPath', '', 'openSubPath'],
  // What comes from an object of a cluster: read-only it is edited for the cluster alone.
  [
    'volume cluster editable readOnly',
    'addKey copyVolume',
    'addKey addFiles compareWithCluster showObject chooseObject hurryKubelet selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays applyManifest exportManifest copyVolume copyPath hideValues removeVolume',
  ],
  [
    'volume cluster editable readOnly staged',
    'addKey copyVolume',
    'publishToCluster showAllStaged addKey addFiles compareWithCluster showObject chooseObject hurryKubelet selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays applyManifest exportManifest copyVolume copyPath hideValues removeVolume',
  ],
  [
    'volume cluster writable staged',
    'addKey',
    'publish publishToCluster showAllStaged addKey addFiles compareWithCluster showObject chooseObject hurryKubelet selectForCompare compareWithSelected refresh stepThroughUpdate compareWatchers compareWays applyManifest exportManifest copyVolume copyPath hideValues removeVolume',
  ],
  [
    'key cluster editable readOnly',
    'editKey',
    'openKey editKey showChanges renameKey exportManifest copyVolume copyValue copyPath copyLinkChain deleteKey',
  ],
  [
    'staged cluster editable readOnly',
    'publishToCluster discard',
    'publishToCluster showAllStaged discard',
  ],
  [
    'stagedChange cluster editable readOnly',
    'publishToCluster discard',
    'publishToCluster tick openKey copyValue discard',
  ],
  ['staged cluster writable', 'publish discard', 'publish publishToCluster showAllStaged discard'],
  [
    'version kept cluster editable readOnly',
    'rollBackInCluster',
    'showChanges rollBackInCluster selectForCompare compareWithSelected compareWithActive',
  ],
  [
    'version kept cluster writable',
    'rollBack',
    'showChanges rollBack rollBackInCluster selectForCompare compareWithSelected compareWithActive',
  ],
  [
    'object cluster editable readOnly',
    'compareWithCluster',
    'compareWithCluster showObject chooseObject hurryKubelet',
  ],
  ['object', '', ''],
  ['subPath live', 'compareSubPath', 'openSubPath compareSubPath'],
];

for (const [row, inline, menu] of ROWS) {
  test(`the row "${row}" offers just that`, () => {
    assert.deepEqual(offered(row), { inline, menu });
    // With more buttons a row in a narrow side bar has no room for its name. The keyboard reaches the menu only.
    const buttons = inline === '' ? [] : inline.split(' ');
    assert.ok(buttons.length <= 2);
    assert.ok(buttons.every((button) => menu.split(' ').includes(button)));
  });
}

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

test('an editor offers to publish where that goes: here, or to the cluster alone', () => {
  const offers = contributes.menus['editor/title']
    ?.filter(({ group }) => group === 'navigation@2')
    .map(({ command, when }) => [command, /(?<=-volume && ).*/.exec(when)?.[0]]);
  assert.deepEqual(offers, [
    [
      'projectedVolumes.publish',
      'resource in projectedVolumes.stagedDocuments && !(resource in projectedVolumes.clusterDocuments)',
    ],
    ['projectedVolumes.publishToCluster', 'resource in projectedVolumes.clusterDocuments'],
  ]);
});

test('with several rows selected a menu offers only what acts on all of them', () => {
  const several = contributes.menus['view/item/context'].filter(
    ({ when, group }) =>
      !when.includes('!listMultiSelection') && group?.startsWith('inline') !== true,
  );
  assert.deepEqual(
    [...new Set(several.map(({ command }) => command.replace('projectedVolumes.', '')))].sort(),
    ['changeMode', 'copyPath', 'deleteKey', 'discard', 'publish', 'publishToCluster', 'tick'],
  );
});
