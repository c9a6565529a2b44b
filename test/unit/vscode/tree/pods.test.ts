// On a node the volumes of each pod are in a group, and the group's row hides nothing that asks for something.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ThemeIcon, type TreeDataProvider, TreeItemCollapsibleState } from 'vscode';
import { podDirectory } from '../../../../src/volume/places/kubeletPath.ts';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import type { Credential } from '../../../../src/volume/credentials/credentials.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { shownTree } from '../../../shared/vscode.ts';
import { redrawnRows, tooltipOf } from '../shownRows.ts';
import { key, openWindow, showRows, stateOf } from '../window.ts';

const PODS = '/var/lib/kubelet/pods';
const UIDS = [
  '1a2b3c4d-0000-4000-8000-000000000001',
  '9f8e7d6c-0000-4000-8000-000000000002',
] as const;
const [ONE, TWO] = UIDS.map((uid) => `${PODS}/${uid}`) as [string, string];
const CONFIG = `${ONE}/volumes/kubernetes.io~configmap/config`;
const TOKEN = `${ONE}/volumes/kubernetes.io~projected/kube-api-access-x`;
const OTHER = `${TWO}/volumes/kubernetes.io~secret/db`;
const OWN = '/srv/zebra';

function showTree(t: Parameters<typeof openWindow>[0], ...dirs: string[]) {
  const window = openWindow(t);
  const shown = showRows(window.volumes, window.staging, window.notes);
  t.after(() => shown.dispose());
  window.volumes.watch(...dirs);
  const provider = shownTree.provider as TreeDataProvider<TreeNode>;
  return {
    ...window,
    provider,
    below: async (node?: TreeNode) =>
      ((await provider.getChildren(node)) ?? []).map(({ kind, dir }) => `${kind} ${dir}`),
    item: async (dir: string, kind: 'pod' | 'volume' = 'pod') =>
      provider.getTreeItem({ kind, dir }),
  };
}

const orphan = { kind: 'orphan', timestampDir: '..1', changedAt: 1 } as const;

/** A volume with the token of a pod. */
function withToken(dir: string, uid: string, name: string): VolumeState {
  const state = stateOf({ token: 'secret' }, { dir });
  if (state.active.state !== 'read') return state;
  const token = { pod: { name, uid }, namespace: 'shop' };
  const credential = { kind: 'token', token } as Credential;
  const keys = state.active.keys.map((info) => ({ ...info, credential }));
  return { ...state, active: { ...state.active, keys } };
}

test('only what is in a volume of a pod is in the directory of a pod', () => {
  assert.equal(podDirectory(CONFIG), ONE);
  assert.equal(podDirectory(`${ONE}/volumes/kubernetes.io~csi/certs/mount`), ONE);
  assert.equal(podDirectory(`/data${ONE}/volumes/kubernetes.io~empty-dir/x/repo`), `/data${ONE}`);
  for (const dir of [ONE, `${ONE}/volumes/kubernetes.io~secret`, '/pods/x', OWN]) {
    assert.equal(podDirectory(dir), undefined, dir);
  }
});

test('the volumes of several pods are grouped, closed, below the volumes of none', async (t) => {
  const { below, provider, item, volumes } = showTree(t, CONFIG, OTHER, OWN, TOKEN);
  assert.deepEqual(await below(), [`volume ${OWN}`, `pod ${ONE}`, `pod ${TWO}`]);
  assert.deepEqual(await below({ kind: 'pod', dir: ONE }), [`volume ${CONFIG}`, `volume ${TOKEN}`]);
  const { label, description, contextValue, collapsibleState } = await item(ONE);
  assert.deepEqual([label, description, contextValue], ['pod 1a2b3c4d', '2 volumes', 'pod']);
  assert.equal(collapsibleState, TreeItemCollapsibleState.Collapsed);
  const words = await tooltipOf(provider, { kind: 'pod', dir: ONE });
  assert.ok(words.includes(UIDS[0]), words);
  // As VS Code asks when a row is revealed.
  const [, group] = (await provider.getChildren()) ?? [];
  const volume = await provider.getParent?.({ kind: 'active', dir: CONFIG });
  assert.deepEqual(volume, { kind: 'volume', dir: CONFIG });
  assert.equal(await provider.getParent?.(volume ?? assert.fail()), group);
  assert.equal(await provider.getParent?.(group ?? assert.fail()), undefined);
  assert.equal(await provider.getParent?.({ kind: 'volume', dir: OWN }), undefined);
  // VS Code keeps what is selected and open by object.
  volumes.watch('/srv/yak');
  assert.ok(((await provider.getChildren()) ?? []).includes(group ?? assert.fail()));
});

test('the volumes of one pod alone are in no group', async (t) => {
  const { below, provider, volumes } = showTree(t, CONFIG, TOKEN);
  assert.deepEqual(await below(), [`volume ${CONFIG}`, `volume ${TOKEN}`]);
  assert.equal(await provider.getParent?.({ kind: 'volume', dir: CONFIG }), undefined);
  volumes.watch(OTHER);
  assert.deepEqual(await below(), [`pod ${ONE}`, `pod ${TWO}`]);
  await volumes.unwatch(OTHER);
  assert.deepEqual(await below(), [`volume ${CONFIG}`, `volume ${TOKEN}`]);
});

test('a group has the name of its pod once a token of that pod tells it, and moves there', async (t) => {
  const { below, item, provider, receive } = showTree(t, CONFIG, TOKEN, OTHER);
  const redrawn = redrawnRows(provider);
  receive(withToken(OTHER, UIDS[0], 'not-mine'));
  assert.equal((await item(TWO)).label, 'pod 9f8e7d6c');
  redrawn.length = 0;
  receive(withToken(OTHER, UIDS[1], 'checkout-0'));
  assert.deepEqual(redrawn, [undefined]);
  const { label, description } = await item(TWO);
  assert.deepEqual([label, description], ['checkout-0', 'shop · 1 volume']);
  receive(withToken(TOKEN, UIDS[0], 'zoo-0'));
  assert.deepEqual(await below(), [`pod ${TWO}`, `pod ${ONE}`]);
});

test('the row of a group counts problems and staged changes of its volumes, and says what hangs', async (t) => {
  const { item, provider, receive, staging } = showTree(t, CONFIG, TOKEN, OTHER);
  const redrawn = redrawnRows(provider);
  const words = async () => {
    const { description, iconPath } = await item(ONE);
    return `${(iconPath as ThemeIcon).id}: ${description}`;
  };
  receive(stateOf({ a: '1' }, { dir: CONFIG }));
  assert.deepEqual([await words(), ...redrawn.splice(0)], ['package: 2 volumes', 'volume']);
  receive(stateOf({ a: '1' }, { dir: CONFIG, problems: [orphan] }));
  receive(stateOf({ a: '1' }, { dir: TOKEN, problems: [orphan] }));
  assert.equal(await words(), 'warning: 2 problems · 2 volumes');
  assert.deepEqual(redrawn.splice(0), ['pod', 'pod']);
  staging.stage(CONFIG, key('a'), bytes(Buffer.from('mine')));
  assert.equal(await words(), 'warning: 2 problems · 1 staged · 2 volumes');
  assert.deepEqual(redrawn.splice(0), ['pod']);
  receive(stateOf({ a: '1' }, { dir: TOKEN, hangs: true }));
  assert.equal(await words(), 'warning: 1 problem · 1 staged · does not answer · 2 volumes');
  redrawn.length = 0;
  receive(stateOf({ a: '1' }, { dir: TOKEN }));
  assert.deepEqual(redrawn.splice(0), ['pod']);
  receive(stateOf({ a: '1' }, { dir: TOKEN, hangs: true }));
  assert.deepEqual(redrawn, ['pod']);
  // What the group does not count is drawn anew where it is.
  redrawn.length = 0;
  receive(stateOf({ a: '2' }, { dir: TOKEN, hangs: true, version: '..v2' }));
  assert.deepEqual(redrawn, ['active', 'history']);
});

test('the row of a volume does not say the pod that its group says', async (t) => {
  const { item, receive, volumes } = showTree(t, CONFIG);
  const origin = {
    kind: 'configMap',
    volumeName: 'config',
    podUid: UIDS[0],
    knownBy: 'path',
  } as const;
  receive(stateOf({}, { dir: CONFIG, origin }));
  assert.equal((await item(CONFIG, 'volume')).description, 'pod 1a2b3c4d · ConfigMap');
  volumes.watch(OTHER);
  assert.equal((await item(CONFIG, 'volume')).description, 'ConfigMap');
});
