// Conflicts, read-only volumes, vanished ones, secrets: answered in words, with nothing lost.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { demo, treeEventually } from './demo.ts';
import { filesBelow } from './files.ts';
import { openWorkbench } from './openWorkbench.ts';

test('a read-only volume says so and why, offers nothing that would change it, and leads on to a copy', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { 'log.level': 'info' });
  if (!makeReadOnly(t, volume.dir)) return;
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  const tree = [
    'my-config | read-only',
    '  Active | ..data → TIMESTAMP',
    '    log.level | 4 B · 0644 · info',
    '  History | 1 version seen',
    '  On disk |',
  ];
  assert.deepEqual(await treeEventually(workbench, workspace, tree), tree);
  await workbench.row('log.level').click();
  await workbench.tab('log.level').locator('.tab-label-has-badge').waitFor(); // the lock
  await workbench.typeInReadOnlyEditor();
  await workbench.row('log.level').hover();
  const actions = workbench.row('log.level').locator('.actions a.action-label');
  assert.deepEqual(await labels(actions), []);
  await workbench.palette('Projected Volumes: Add Key…');
  const refusal = workbench.toast(/is mounted read-only|no permission/);
  await refusal.box.waitFor();
  assert.equal(volume.read('log.level'), 'info');
  // The refusal leads on.
  await refusal.button('Copy to a New Volume…').click();
  await workbench.quickPick('Type a path');
  await workbench.answer('Absolute path of the new volume', join(workspace.folder, 'copy'));
  await workbench.statusBar(/Published log.level to copy/).waitFor();
  await workbench.page.locator('.monaco-list-row.selected', { hasText: 'copy' }).waitFor();

  async function labels(locator: typeof actions): Promise<(string | null)[]> {
    return locator.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('aria-label')),
    );
  }
});

test('a volume that vanishes keeps its history and its editors, and comes back by itself', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { 'log.level': 'info' });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('log.level').click();
  await workbench.editorShows('info');
  renameSync(volume.dir, `${volume.dir}-away`);
  const gone = [
    'my-config | not there',
    '  There is no such directory (any more). When it is mounted, it shows here by itself. |',
    '  History | 1 version seen',
  ];
  const shown = await treeEventually(workbench, workspace, gone);
  // Where it went it shows as well, as a volume of its own.
  assert.deepEqual(shown.slice(0, gone.length), gone);
  await workbench.editorShows('info');
  renameSync(`${volume.dir}-away`, volume.dir);
  await workbench.row('log.level', /info/).waitFor();
  volume.publish({ 'log.level': 'debug' });
  await workbench.editorShows('debug');
});

test('a broken volume names its problems, and the next publish repairs it', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { 'log.level': 'info' });
  symlinkSync('..2026_01_01_00_00_00.1', join(volume.dir, '..data_tmp'));
  symlinkSync('..data/removed', join(volume.dir, 'removed'));
  mkdirSync(join(workspace.folder, 'dangling'));
  symlinkSync('..2026_01_01_00_00_00.2', join(workspace.folder, 'dangling', '..data'));
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.expand('Problems', '2');
  const broken = [
    'dangling | 1 problem · ..data dangles',
    '  ..data points to TIMESTAMP, which is not there. Programs can read no key. |',
    '  Problems | 1',
    '    ..data dangles |',
    '  On disk |',
    'my-config | 2 problems',
    '  Active | ..data → TIMESTAMP',
    '    log.level | 4 B · 0644 · info',
    '  Problems | 2',
    '    ..data_tmp was left behind by an interrupted update |',
    '    removed dangles |',
    '  History | 1 version seen',
    '  On disk |',
  ];
  assert.deepEqual(await treeEventually(workbench, workspace, broken), broken);
  await workbench.row('log.level').click();
  await workbench.editorShows('info');
  await workbench.typeInEditor('debug', { replace: true });
  await workbench.save();
  await workbench.saved();
  await workbench.palette('Projected Volumes: Publish Staged Changes of a Volume…');
  await workbench.quickPick('my-config');
  await workbench.row('Problems', '2').waitFor({ state: 'detached' });
  assert.deepEqual(
    readdirSync(volume.dir).filter((name) => !name.startsWith('..2')),
    ['..data', 'log.level'],
  );
});

test('a key that is no text is read-only in its editor, whose title leads to new bytes for it', async (t) => {
  const workspace = demo();
  workspace.volume('my-config', { latin1: Buffer.from('caf\xe9', 'latin1'), plain: 'text' });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('latin1').click();
  await workbench.tab('latin1').waitFor();
  const editKey = workbench.page.locator('.editor-actions a[aria-label="Edit Key"]');
  await editKey.click();
  await workbench.question('What is latin1 of').waitFor();
  await workbench.quickPickRow('Take a file’s bytes').waitFor();
  await workbench.page.keyboard.press('Escape');
  await workbench.row('plain').click();
  await workbench.editorShows('text');
  await editKey.waitFor({ state: 'hidden' });
});

test('the value of a secret is nowhere to be seen, and is changed without being shown', async (t) => {
  const value = 'hunter2-correct-horse';
  const changed = 'rotated-battery-staple';
  const workspace = demo();
  const volume = workspace.volume('db-credentials', { password: value, username: value });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.tooltip('password', 'The value is hidden');
  await workbench.row('password').click();
  await workbench.modal('Show the value of password?').button('Cancel').click();
  await workbench.inlineAction('password', 'Edit Key');
  await workbench.quickPick('Type a value');
  await workbench.question('Value of password').waitFor();
  assert.equal(await workbench.inputBox().getAttribute('type'), 'password');
  await workbench.answer('Value of password', changed);
  await workbench.inlineAction('Staged changes', 'Publish Staged Changes');
  await workbench.statusBar(/Published password/).waitFor();
  assert.equal(volume.read('password'), changed);
  volume.publish({ password: changed, username: 'x', token: value });
  await workbench.row('token').waitFor();
  await workbench.expand('History');
  await workbench.row('History', '3 versions seen').waitFor();
  await workbench.palette('Projected Volumes: Open the Output Channel');
  await workbench.page.locator('.panel .view-line', { hasText: 'published' }).first().waitFor();

  const page = await workbench.page.content();
  const written = filesBelow(workbench.userData);
  for (const secret of [value, changed]) {
    assert.ok(!page.includes(secret), 'in the window');
    for (const [file, text] of written) assert.ok(!text.includes(secret), file);
  }
});

/** By permissions, or for root, whom they do not stop, by a mount. False when neither can be had. */
function makeReadOnly(t: TestContext, dir: string): boolean {
  if (process.getuid?.() !== 0) {
    chmodSync(dir, 0o555);
    t.after(() => chmodSync(dir, 0o755));
    return true;
  }
  if (spawnSync('mount', ['--bind', '-o', 'ro', dir, dir]).status !== 0) {
    t.skip('root, but not allowed to mount');
    return false;
  }
  t.after(() => spawnSync('umount', [dir]));
  return true;
}
