// What is mounted: found by asking and by itself, edited through the cluster where it is read-only, and one that hangs. One
// file, so that they run one after the other: beside a mount that hangs nothing mounted is found. Only root may mount.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { mountUnanswered } from '../shared/unanswered.ts';
import { demo } from './demo.ts';
import { fakeCluster } from './fakeKubectl.ts';
import { openWorkbench } from './openWorkbench.ts';

test('volumes are discovered below the directories that the settings name', async (t) => {
  const elsewhere = demo();
  elsewhere.volume('node/pods/x/volumes/kubernetes.io~secret/db', { password: 'x' });
  elsewhere.volume('node/other', { a: 'found' });
  const workspace = demo();
  const settings = { 'projectedVolumes.searchRoots': [elsewhere.folder] };
  const workbench = await openWorkbench({ folder: workspace.folder, settings }, t);
  await workbench.openContainer();
  await workbench.welcome().getByRole('button', { name: 'Discover Volumes' }).click();
  await workbench.question('Which of them are to be shown?').waitFor();
  await workbench
    .quickPickRow('other')
    .locator('.quick-input-list-checkbox, .monaco-checkbox')
    .first()
    .click();
  await workbench.inputBox().press('Enter');
  await workbench.row('a', /found/).waitFor();
  assert.deepEqual(
    (await workbench.rows()).filter(({ level }) => level === 1).map(({ label }) => label),
    ['other'],
  );
});

test('what is mounted on the machine shows by itself, the first time', async (t) => {
  const elsewhere = demo();
  const dir = join(elsewhere.folder, 'mounted');
  mkdirSync(dir);
  if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', dir]).status !== 0) {
    t.skip('this user may not mount');
    return;
  }
  t.after(() => spawnSync('umount', [dir]));
  elsewhere.volume('mounted', { greeting: 'hello' });
  const workspace = demo();
  const settings = { 'projectedVolumes.discoverOnStart': true };
  const options = { folder: workspace.folder, settings, ownWindow: true } as const;
  const workbench = await openWorkbench(options, t);
  await workbench.openContainer();
  await workbench.row('mounted', /Secret or projected/).waitFor();
  await workbench.row('greeting', /^5 B · 0644$/).waitFor();
  await workbench.contextMenu('mounted', 'Remove Volume from View');
  await workbench.row('mounted').waitFor({ state: 'detached' });
  await workbench.reload();
  await workbench.openContainer();
  await workbench.titleAction('Refresh');
  assert.equal(await workbench.row('mounted').count(), 0);
});

test('a key of a read-only mount is published to the cluster over a rival’s change, arrives, and is taken back', async (t) => {
  const workspace = demo();
  const elsewhere = demo();
  // What the kubelet writes; the container sees it read-only.
  const written = elsewhere.volume('settings', { 'log.level': 'info', mode: 'on' });
  const dir = join(workspace.folder, 'pods/u-1/volumes/kubernetes.io~configmap/settings');
  if (!mountReadOnly(t, written.dir, dir)) return;
  const cluster = fakeCluster(elsewhere.folder, 'settings', { 'log.level': 'info', mode: 'on' });
  const machineSettings = { 'projectedVolumes.kubectl': cluster.command };
  const options = { folder: workspace.folder, ownServer: true, machineSettings };
  const workbench = await openWorkbench(options, t);
  await workbench.openContainer();

  await workbench.row('log.level').click();
  await workbench.editorShows('info');
  await workbench.typeInEditor('debug', { replace: true });
  await workbench.save();
  await workbench.row('log.level', 'changed').waitFor();
  assert.deepEqual(cluster.calls(), []);

  cluster.change({ 'log.level': 'warn', mode: 'on' });
  await workbench.inlineAction('Staged changes', 'Publish to the Cluster…');
  const conflict = workbench.modal('log.level of ConfigMap my-config was changed');
  await conflict.box.getByText('In the cluster: warn').waitFor();
  await conflict.button('Keep Mine').click();
  const question = workbench.modal('Publish to ConfigMap my-config?');
  for (const words of ['Context: test', 'Cluster: kind', 'Namespace: shop', 'log.level']) {
    await question.box.getByText(words).first().waitFor();
  }
  await question.button('Publish to the Cluster').click();
  await workbench.row('settings', /changed in the cluster .*, not here yet/).waitFor();
  await workbench.row('log.level', /in the cluster, not here yet/).waitFor();
  await workbench.statusBar(/settings: in the cluster, not here yet/).waitFor();
  await workbench.row('ConfigMap my-config', 'shop · test').waitFor();
  assert.deepEqual(cluster.data(), { 'log.level': 'debug', mode: 'on' });
  assert.equal(written.read('log.level'), 'info');

  written.publish(cluster.data());
  await workbench.statusBar(/Published log\.level to ConfigMap my-config: here after/).waitFor();
  await workbench.row('Staged changes').waitFor({ state: 'detached' });
  await workbench.row('log.level', /debug/).waitFor();

  await workbench.statusBar(/Roll Back/).click();
  await workbench.modal('Roll ConfigMap my-config back').button('Roll Back in the Cluster').click();
  await workbench.row('settings', /changed in the cluster/).waitFor();
  assert.deepEqual(cluster.data(), { 'log.level': 'info', mode: 'on' });
  for (const call of cluster.calls()) assert.doesNotMatch(call, /debug|warn/);
});

test('a volume whose file system hangs says so, keeps what is staged, and recovers by itself', async (t) => {
  const workspace = demo();
  const fine = workspace.volume('fine', { colour: 'blue' });
  // Not below the workspace folder: VS Code looks at all of that by itself.
  const elsewhere = demo();
  const hung = elsewhere.volume('remote', { colour: 'red' });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('colour', /blue/).waitFor();
  await workbench.palette('Projected Volumes: Add Volume…');
  await workbench.quickPick('Type a path');
  await workbench.answer('Absolute path', hung.dir);
  await workbench.row('colour', /red/).click();
  await workbench.editorShows('red');
  await workbench.typeInEditor('green', { replace: true });
  await workbench.save();
  await workbench.row('Staged changes').waitFor();
  const mount = mountIfAllowed(t, hung.dir);
  if (mount === undefined) return;
  await workbench.row('remote', /(?=.*does not answer)(?=.*1 staged)/).waitFor();
  await workbench.palette('Projected Volumes: Publish Staged Changes of a Volume…');
  await workbench.quickPick('remote');
  await workbench.toast(/does not answer/).box.waitFor();
  fine.publish({ colour: 'yellow' });
  await workbench.row('colour', /yellow/).waitFor();
  mount.end();
  mount.unmount();
  await workbench.row('remote', /^(?!.*does not answer).*1 staged$/).waitFor();
  assert.equal(hung.read('colour'), 'red');
  await workbench.palette('Projected Volumes: Publish Staged Changes of a Volume…');
  await workbench.quickPick('remote');
  await workbench.statusBar(/Published colour to remote/).waitFor();
  assert.equal(hung.read('colour'), 'green');
});

function mountIfAllowed(t: TestContext, dir: string) {
  try {
    return mountUnanswered(dir);
  } catch {
    t.skip('this user may not mount FUSE');
    return undefined;
  }
}

function mountReadOnly(t: TestContext, from: string, to: string): boolean {
  mkdirSync(to, { recursive: true });
  if (spawnSync('mount', ['--bind', '-o', 'ro', from, to]).status !== 0) {
    t.skip('this user may not mount');
    return false;
  }
  t.after(() => spawnSync('umount', [to]));
  return true;
}
