// The whole loop in a real window: see a volume, watch it change, publish to it, go back.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG, demo, treeEventually } from './demo.ts';
import { chooseFromContextMenu, clickInlineAction, expandRow } from './tree.ts';
import { kubeletSteps } from '../unit/volume/write/kubeletWriter.ts';
import { openWorkbench } from './openWorkbench.ts';

test('a volume below the workspace folder shows by itself, and follows what another process does', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  const tree = [
    'my-config |',
    '  Active | ..data → TIMESTAMP',
    '    conf |',
    '    app.yaml | 52 B · 0644',
    '    blob | binary · 5 B · 0644',
    '    feature-flags.json | 18 B · 0644 · { "beta": false }',
    '    log.level | 4 B · 0644 · info',
    '  History | 1 version seen',
    '  On disk |',
  ];
  assert.deepEqual(await treeEventually(workbench, workspace, tree), tree);

  await workbench.expand('conf');
  await workbench.expand('History');
  volume.publish({ ...CONFIG, 'log.level': 'debug', 'new.yaml': 'a: 1\n' });
  const updated = [
    'my-config |',
    '  Active | ..data → TIMESTAMP',
    '    conf |',
    '      limits.properties | 37 B · 0644',
    '    app.yaml | 52 B · 0644',
    '    blob | binary · 5 B · 0644',
    '    feature-flags.json | 18 B · 0644 · { "beta": false }',
    '    log.level | 5 B · 0644 · debug',
    '    new.yaml | 5 B · 0644 · a: 1',
    '  History | 2 versions seen',
    '    TIME | active · log.level changed, new.yaml added',
    '    TIME | first seen · gone from disk, kept here',
    '  On disk |',
  ];
  assert.deepEqual(await treeEventually(workbench, workspace, updated), updated);

  await workbench.row('Active').locator('.monaco-tl-twistie').click();
  await expandRow(workbench.rowDescribed(/^active ·/));
  await workbench.expand('On disk');
  const link = (key: string) => `    ${key} | → ..data/${key}`;
  const links = (...keys: string[]) => keys.map(link);
  const others = links('feature-flags.json', 'log.level');
  const showsOnDisk = async (...wanted: string[]) =>
    assert.deepEqual(await treeEventually(workbench, workspace, wanted, 'On disk'), wanted);
  await showsOnDisk(
    '    TIMESTAMP | active',
    '    ..data | → TIMESTAMP',
    ...links('app.yaml', 'blob', 'conf'),
    ...others,
    link('new.yaml'),
  );
  const steps = kubeletSteps(volume.dir, { 'app.yaml': 'a: 1\n', 'log.level': 'warn', zone: 'b' });
  const upTo = (step: string) => {
    while (steps.next().value?.startsWith(step) !== true);
  };
  upTo('8 ');
  await showsOnDisk(
    '    TIMESTAMP | active',
    '    TIMESTAMP | in the making',
    '    ..data | → TIMESTAMP',
    '    ..data_tmp | → TIMESTAMP · the next ..data',
    ...links('app.yaml', 'blob', 'conf'),
    ...others,
    link('new.yaml'),
  );
  upTo('10 ');
  await showsOnDisk(
    '    TIMESTAMP | replaced',
    '    TIMESTAMP | active',
    '    ..data | → TIMESTAMP',
    link('app.yaml'),
    ...['blob', 'conf', 'feature-flags.json'].map((key) => `${link(key)} · dangles`),
    link('log.level'),
    `${link('new.yaml')} · dangles`,
    link('zone'),
  );
  for (const _ of steps);
  await showsOnDisk(
    '    TIMESTAMP | active',
    '    ..data | → TIMESTAMP',
    ...links('app.yaml', 'log.level', 'zone'),
  );
  // The history is drawn on its own: the row of the version before may still say that it is active.
  await expandRow(workbench.rowDescribed(/^active · 2 changed/));
  const timeline = [
    'made TIMESTAMP',
    'set mode or owner of TIMESTAMP',
    'linked ..data_tmp → TIMESTAMP',
    'swap: renamed ..data_tmp over ..data',
    'linked zone',
    'unlinked 4 keys: blob, conf, feature-flags.json, new.yaml',
    'removed TIMESTAMP',
  ].map((event) => `      AFTER | ${event}`);
  const shown = await treeEventually(workbench, workspace, timeline, 'TIME | active');
  assert.deepEqual(shown, timeline);
  await chooseFromContextMenu(workbench.rowDescribed(/^active ·/), 'Copy Timeline');
  assert.match(await workbench.clipboard(/swap:/), /\n +\+\d+\.\d m?s {2}linked zone\n/);
});

test('a volume that is made later shows as well, and so does one in a folder made with it', async (t) => {
  const workspace = demo();
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.welcome().waitFor();
  workspace.volume('sub/late', { a: '1' });
  await workbench.row('late').waitFor();
  mkdirSync(join(workspace.folder, 'later'));
  workspace.volume('later', { b: '2' });
  await workbench.row('later').waitFor();
});

test('a key is edited, saved and published; then rolled back from the history', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('app.yaml').click();
  await workbench.editorShows('port: 8080');
  await workbench.typeInEditor('# typed by a person\n');
  await workbench.save();
  await workbench.saved();
  await workbench.palette('Projected Volumes: Publish Staged Changes of a Volume…');
  await workbench.quickPick('my-config');
  await workbench.statusBar(/Published app\.yaml to my-config/).waitFor();
  assert.equal(volume.read('app.yaml'), `${String(CONFIG['app.yaml'])}# typed by a person\n`);
  assert.equal(volume.read('log.level'), 'info');

  await workbench.expand('History');
  const first = workbench.rowDescribed(/first seen/);
  await clickInlineAction(first, 'Roll Back to This Version…');
  await workbench
    .modal(/Roll .* back/)
    .button('Roll Back')
    .click();
  await workbench.row('History', '3 versions seen').waitFor();
  await workbench.rowDescribed(/active · back to/).waitFor();
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  await workbench.editorHides('typed by a person');
  assert.equal(volume.read('app.yaml'), CONFIG['app.yaml']);
});

test('what changed is shown as a comparison, of one key and of a whole version', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('log.level').waitFor();
  volume.publish({ ...CONFIG, 'log.level': 'debug' });
  await workbench.row('log.level', /debug/).waitFor();
  await workbench.contextMenu('log.level', 'Show What Changed');
  await workbench.tab('log.level').waitFor();
  await workbench.editorShows('debug');

  volume.publish({ 'app.yaml': 'server: {}\n', 'log.level': 'debug', extra: 'x' });
  await workbench.row('extra').waitFor();
  await workbench.palette('Projected Volumes: Show What Changed');
  await workbench.quickPick('active');
  await workbench.quickPickRow('extra').waitFor();
  assert.deepEqual(await workbench.quickPickLabels(), [
    'All changes, one below the other',
    'app.yaml, changed',
    'blob, deleted',
    'conf/limits.properties, deleted',
    'extra, added',
    'feature-flags.json, deleted',
  ]);
  await workbench.quickPick('extra');
  await workbench.tab('extra').waitFor();
  await workbench.editorShows('x');
  await workbench.palette('Projected Volumes: Show What Changed');
  await workbench.quickPick('active');
  await workbench.quickPick('All changes');
  await workbench.page.locator('.multiDiffEntry').first().waitFor();
});

test('what a program changed in place, without publishing, shows after a refresh', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('log.level', /info/).click();
  await workbench.editorShows('info');
  writeFileSync(join(volume.dir, 'log.level'), 'trace');
  await workbench.titleAction('Refresh');
  await workbench.row('log.level', /trace/).waitFor();
  await workbench.editorShows('trace');
});

test('keys are added and deleted, with names checked while typing', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('app.yaml').waitFor();
  await workbench.inlineAction('my-config', 'Add Key…');
  await workbench.question('Name of the key').waitFor();
  for (const [name, refusal] of [
    ['..hidden', 'names that begin with ".." are kept'],
    ['/etc/passwd', 'without a slash in front'],
    ['app.yaml', 'exists already'],
    ['app.yaml/below', 'a key is no folder'],
    ['conf', 'a key is no folder'],
    ['a key', 'not from a ConfigMap or Secret: only letters'],
    ['conf/x', 'it would need `items`'],
  ] as const) {
    await workbench.inputBox().fill(name);
    await workbench.question(refusal).waitFor();
  }
  await workbench.inputBox().fill('conf/extra.properties');
  await workbench.inputBox().press('Enter');
  await workbench.quickPick('Type a value');
  await workbench.answer('Value of conf/extra.properties', 'x=1');
  await workbench.row('conf/extra.properties', 'added').waitFor();
  await workbench.contextMenu('log.level', 'Delete Key');
  await workbench.row('log.level', 'deleted').waitFor();
  await workbench.inlineAction('Staged changes', 'Publish Staged Changes');
  await workbench.statusBar(/Published conf\/extra\.properties, log\.level/).waitFor();
  assert.equal(volume.read('conf/extra.properties'), 'x=1');
  assert.throws(() => volume.read('log.level'), { code: 'ENOENT' });
  assert.equal(volume.read('feature-flags.json'), CONFIG['feature-flags.json']);
});

test('a volume is added by its path, remembered over a reload, and removed', async (t) => {
  const elsewhere = demo();
  const volume = elsewhere.volume('mounted', { greeting: 'hello' });
  const workspace = demo();
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.welcome().getByRole('button', { name: 'Add Volume' }).click();
  await workbench.quickPick('Type a path');
  await workbench.answer('Absolute path', volume.dir);
  await workbench.row('greeting', /hello/).waitFor();

  await workbench.reload();
  await workbench.openContainer();
  await workbench.row('greeting', /hello/).waitFor();

  await workbench.contextMenu('greeting', 'Copy Path');
  assert.equal(await workbench.clipboard(/greeting$/), join(volume.dir, 'greeting'));
  await workbench.row('greeting', /hello/).click();
  await workbench.row('mounted').click({ modifiers: ['Control'] });
  await workbench.page.keyboard.press('Control+c');
  const paths = (await workbench.clipboard(/\n/)).split('\n').sort();
  assert.deepEqual(paths, [volume.dir, join(volume.dir, 'greeting')]);
  await workbench.row('greeting', /hello/).click();
  await workbench.contextMenu('greeting', 'Copy Link Chain');
  const [link, data, file, rest] = (await workbench.clipboard(/inode/)).split('\n');
  assert.match(link ?? '', /greeting -> \.\.data\/greeting {2}\(inode \d+, 0777/);
  assert.match(data ?? '', /\.\.data -> \.\.\d{4}_/);
  assert.match(file ?? '', /\/greeting {2}\(inode \d+, 0644, \d+:\d+, 5 bytes, 20/);
  assert.equal(rest, '');

  await workbench.palette('Projected Volumes: Open the Output Channel');
  await workbench.page.locator('.panel .view-line', { hasText: 'read' }).first().waitFor();
  await workbench.contextMenu('mounted', 'Remove Volume from View');
  await workbench.welcome().waitFor();
  assert.equal(volume.read('greeting'), 'hello');
});
