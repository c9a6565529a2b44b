// Volumes made of manifests and of files, brought in line with a manifest, and written as one.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { demo, treeEventually } from './demo.ts';
import { openWorkbench } from './openWorkbench.ts';

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: { name: app }
data:
  app.yaml: |
    port: 8080
  log.level: info
---
apiVersion: v1
kind: Secret
metadata: { name: db }
stringData:
  password: correct-horse
---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  volumes:
    - name: all
      projected:
        defaultMode: 0440
        sources:
          - configMap: { name: app, items: [{ key: app.yaml, path: conf/app.yaml }] }
          - secret: { name: db }
          - serviceAccountToken: { path: token }
`;

test('a volume is made of a Pod’s projected volume, with what is left out said', async (t) => {
  const workspace = demo();
  const file = join(workspace.folder, 'manifest.yaml');
  writeFileSync(file, MANIFEST);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.welcome().getByRole('button', { name: 'Create Volume' }).click();
  await workbench.quickPick('From a manifest');
  await workbench.chooseFile('Read Manifest', file);
  await workbench.question('Which part of the manifest?').waitFor();
  assert.deepEqual(await workbench.quickPickLabels(), [
    'ConfigMap app, keys: 2',
    'Secret db, keys: 1',
    'Volume all, projected · Pod web',
  ]);
  await workbench.quickPick('Volume all');
  await workbench.quickPick('Type a path');
  const dir = join(workspace.folder, 'made', 'all');
  await workbench.answer('Absolute path of the new volume', dir);
  await workbench.toast('What only a cluster knows is not in it: token').box.waitFor();
  await workbench.row('password').waitFor();
  const tree = [
    'all | made/all',
    '  Active | ..data → TIMESTAMP',
    '    conf |',
    '    password | 13 B · 0440',
    '  History | 1 version seen',
    '  On disk |',
  ];
  assert.deepEqual(await treeEventually(workbench, workspace, tree), tree);
  assert.equal(readFileSync(join(dir, 'conf/app.yaml'), 'utf8'), 'port: 8080\n');
  assert.deepEqual(
    readdirSync(dir).filter((name) => !name.startsWith('..2')),
    ['..data', 'conf', 'password'],
  );
});

test('a volume is made of plain files, which stay as they are', async (t) => {
  const workspace = demo();
  const files = join(workspace.folder, 'files');
  mkdirSync(join(files, 'conf'), { recursive: true });
  writeFileSync(join(files, 'a'), Buffer.from([0xff, 0]));
  writeFileSync(join(files, 'conf', 'b'), 'no newline');
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.palette('Projected Volumes: Create Volume…');
  await workbench.quickPick('From a folder of plain files');
  await workbench.chooseFile('Copy These Files', `${files}/`);
  await workbench.quickPick('Type a path');
  await workbench.answer('Absolute path of the new volume', files);
  await workbench.question('is not empty').waitFor();
  assert.deepEqual(readdirSync(files), ['a', 'conf']);
  const dir = join(workspace.folder, 'volume');
  await workbench.inputBox().fill(dir);
  await workbench.question('Absolute path of the new volume').waitFor();
  await workbench.inputBox().press('Enter');
  await workbench.statusBar(/Published a, conf\/b to volume/).waitFor();
  assert.deepEqual(readFileSync(join(dir, 'a')), Buffer.from([0xff, 0]));
  assert.equal(readFileSync(join(dir, 'conf', 'b'), 'utf8'), 'no newline');
});

test('an empty volume is made, and takes a first key', async (t) => {
  const workspace = demo();
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.palette('Projected Volumes: Create Volume…');
  await workbench.quickPick('Empty');
  await workbench.quickPick('Type a path');
  const dir = join(workspace.folder, 'volume');
  await workbench.answer('Absolute path of the new volume', dir);
  await workbench.inlineAction('volume', 'Add Key…');
  await workbench.answer('Name of the key', 'greeting');
  await workbench.quickPick('Type a value');
  await workbench.answer('Value of greeting', 'hello');
  await workbench.inlineAction('Staged changes', 'Publish Staged Changes');
  await workbench.statusBar(/Published greeting to volume/).waitFor();
  assert.equal(readFileSync(join(dir, 'greeting'), 'utf8'), 'hello');
});

test('a manifest in an editor is applied: the difference is staged', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('app', {
    'app.yaml': 'port: 8080\n',
    'log.level': 'debug',
    old: 'x',
  });
  writeFileSync(join(workspace.folder, 'manifest.yaml'), MANIFEST);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.palette('Go to File...');
  await workbench.inputBox().fill('manifest.yaml');
  await workbench.quickPick('manifest.yaml');
  await workbench.editorShows('kind: ConfigMap');
  await workbench.openContainer();
  await workbench.contextMenu('app', 'Apply Manifest…');
  await workbench.quickPick('manifest.yaml');
  await workbench.quickPick('ConfigMap app');
  await workbench.question('Which of its keys?').waitFor();
  await workbench.inputBox().press('Enter');
  await workbench.modal('lacks them: 1 (old)').button('Stage').click();
  await workbench.toast('2 staged').box.waitFor();
  const tree = [
    'app | 2 staged',
    '  Active | ..data → TIMESTAMP',
    '    app.yaml | 11 B · 0644 · port: 8080',
    '    log.level | 5 B · 0644 · debug',
    '    old | 1 B · 0644 · x',
    '  Staged changes | 2',
    '    log.level | changed',
    '    old | deleted',
    '  History | 1 version seen',
    '  On disk |',
  ];
  assert.deepEqual(await treeEventually(workbench, workspace, tree), tree);
  assert.equal(volume.read('old'), 'x');
});

test('what a manifest does not say of a volume stays, and what it says twice is told', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('app', { 'app.yaml': 'port: 80\n', token: 'x', old: 'x' });
  const file = join(workspace.folder, 'manifest.yaml');
  const twice = '          - secret: { name: db, items: [{ key: password, path: log.level }] }\n';
  writeFileSync(
    file,
    MANIFEST.replace(', items: [{ key: app.yaml, path: conf/app.yaml }]', '') + twice,
  );
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.contextMenu('app', 'Apply Manifest…');
  await workbench.chooseFile('Read Manifest', file);
  await workbench.quickPick('Volume all');
  await workbench.modal('lacks them: 1 (old)').button('Stage').click();
  const toast = workbench.toast('4 staged').box;
  await toast.waitFor();
  const words = await toast.innerText();
  assert.match(words, /What only a cluster knows is not in it: token\./);
  assert.match(words, /log\.level is that of Secret db, not of ConfigMap app/);
  assert.equal(volume.read('token'), 'x');
});

test('what is wrong with a manifest is said with its place, and nothing changes', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('app', { a: '1' });
  const file = join(workspace.folder, 'wrong.yaml');
  writeFileSync(
    file,
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  port: 8080\n',
  );
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.contextMenu('app', 'Apply Manifest…');
  await workbench.chooseFile('Read Manifest', file);
  await workbench
    .toast('wrong.yaml: data of ConfigMap app, key port (line 5) must be')
    .box.waitFor();
  await workbench.tab('wrong.yaml').waitFor();
  assert.equal(volume.read('a'), '1');
});

test('a volume is exported as a ConfigMap; as a Secret only after a question', async (t) => {
  const workspace = demo();
  workspace.volume('My_Config', { 'log.level': 'info', blob: Buffer.from([0xff]) });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.contextMenu('My_Config', 'Export as Manifest…');
  await workbench.quickPick('ConfigMap');
  await workbench.question('Name of the object').waitFor();
  assert.equal(await workbench.inputBox().inputValue(), 'my-config');
  await workbench.inputBox().press('Enter');
  await workbench.quickPick('In an editor');
  await workbench.editorShows('log.level: info');
  await workbench.editorShows('binaryData');

  await workbench.contextMenu('My_Config', 'Export as Manifest…');
  await workbench.quickPick('Secret');
  await workbench.modal('Write the values').button('Export').click();
  await workbench.question('Name of the object').waitFor();
  await workbench.inputBox().press('Enter');
  await workbench.quickPick('In a file');
  const file = join(workspace.folder, 'secret.yaml');
  await workbench.chooseFile('OK', file);
  await workbench.fileHolds(file, 'log.level: aW5mbw==\n');
});
