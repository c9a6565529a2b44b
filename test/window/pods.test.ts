// A node's volumes: each pod is a closed row that counts what is in it, and what is revealed in it opens it.

import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG, demo, type Demo } from './demo.ts';
import { openWorkbench } from './openWorkbench.ts';
import { resizeSideBar, usualSideBar } from './sideBar.ts';
import { useTheme } from './themes.ts';

const PICTURES = '.vscode-test/pictures';
const UIDS = [1, 2, 3].map((n) => `${n}a2b3c4d-0000-4000-8000-00000000000${n}`);

test('volumes of several pods are grouped, and what is revealed is found in its group', async (t) => {
  const workspace = demo();
  node(workspace);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('pod 2a2b3c4d', '1 problem · 2 volumes').waitFor();
  await workbench.row('checkout-0', 'shop · 2 volumes').waitFor();
  const rows = (await workbench.rows()).map(({ label, expanded }) => [label, expanded]);
  assert.deepEqual(rows, [
    ['my-config', false],
    ['checkout-0', false],
    ['pod 2a2b3c4d', false],
    ['pod 3a2b3c4d', false],
  ]);
  await workbench.palette('Projected Volumes: Go to Key…');
  await workbench.answer('Which key, of all volumes?', 'only-in-3');
  await workbench.editorShows('three');
  await workbench.palette('Projected Volumes: Reveal in Volumes View');
  await workbench.row('only-in-3').and(workbench.page.locator('.selected')).waitFor();
  const revealed = (await workbench.rows()).filter(({ level }) => level === 1);
  assert.deepEqual(
    revealed.filter(({ expanded }) => expanded === true).map(({ label }) => label),
    ['pod 3a2b3c4d'],
  );
  await workbench.expand('pod 2a2b3c4d');
  await workbench.row('db', '1 problem').waitFor();
  await workbench.tooltip('pod 2a2b3c4d', UIDS[1] ?? '');
  for (const [theme, size, width] of [
    ['light', 'wide', 1280],
    ['dark', 'narrow', 700],
  ] as const) {
    await workbench.change({ width, height: 700 });
    await resizeSideBar(workbench.page, usualSideBar(width));
    await useTheme(workbench, theme);
    await workbench.page.mouse.move(width - 5, 350);
    await workbench.screenshot(join(PICTURES, `${theme}-${size}-pods.png`));
  }
});

function node(workspace: Demo): void {
  const [one, two, three] = UIDS.map((uid) => `pods/${uid}/volumes/kubernetes.io~`);
  workspace.volume('my-config', CONFIG);
  workspace.volume(`${one}configmap/config`, CONFIG);
  const pod = { name: 'checkout-0', uid: UIDS[0] };
  const claims = {
    iat: Math.floor(Date.now() / 1000),
    exp: 4e9,
    'kubernetes.io': { namespace: 'shop', pod },
  };
  const [header, payload] = [{ alg: 'RS256', kid: 'x' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const token = `${header}.${payload}.${Buffer.alloc(256, 1).toString('base64url')}`;
  workspace.volume(`${one}projected/kube-api-access-7x2lq`, { token, namespace: 'shop' });
  workspace.volume(`${two}configmap/config`, CONFIG);
  const { dir } = workspace.volume(`${two}secret/db`, { password: 'x' });
  symlinkSync('..data/removed', join(dir, 'removed'));
  workspace.volume(`${three}configmap/config`, { 'only-in-3': 'three\n' });
}
