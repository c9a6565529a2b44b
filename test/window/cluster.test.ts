// A read-only mount is edited, published to the object that it comes from, and seen to arrive.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { demo } from './demo.ts';
import { fakeCluster } from './fakeKubectl.ts';
import { openWorkbench } from './workbench.ts';

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

/** Only root may mount. */
function mountReadOnly(t: TestContext, from: string, to: string): boolean {
  mkdirSync(to, { recursive: true });
  if (spawnSync('mount', ['--bind', '-o', 'ro', from, to]).status !== 0) {
    t.skip('this user may not mount');
    return false;
  }
  t.after(() => spawnSync('umount', [to]));
  return true;
}
