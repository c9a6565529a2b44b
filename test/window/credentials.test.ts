// What a volume is and holds: kinds, credentials without their values, hiding and showing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { demo } from './demo.ts';
import { openWorkbench } from './openWorkbench.ts';

const fixture = (name: string) => readFileSync(join('test/fixtures/credentials', name), 'utf8');

/** As an API server makes it, but for the signature. */
function token(expiresAt: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'https://kubernetes.default.svc.cluster.local',
    aud: ['https://kubernetes.default.svc.cluster.local'],
    sub: 'system:serviceaccount:default:web',
    iat: expiresAt - 3600,
    nbf: expiresAt - 3600,
    exp: expiresAt,
    'kubernetes.io': {
      namespace: 'default',
      serviceaccount: { name: 'web', uid: '3b1f5c2e-0000-4000-8000-000000000001' },
      pod: { name: 'web-0', uid: '3b1f5c2e-0000-4000-8000-000000000002' },
    },
  };
  return `${part({ alg: 'RS256', kid: 'x' })}.${part(claims)}.c2lnbmF0dXJlLW9mLW5vdGhpbmc`;
}

test('credentials say what they are and when they end, and no value of them is shown', async (t) => {
  const workspace = demo();
  const old = token(1_700_000_000);
  workspace.volume('web-tls', {
    'tls.crt': fixture('leaf-rsa.crt') + fixture('intermediate.crt'),
    'tls.key': fixture('leaf-ec.key'),
    'ca.crt': fixture('expired.crt'),
    token: old,
  });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('tls.crt', /expires 20(89|90)-/).waitFor();
  await workbench.row('tls.key', /does not match tls\.crt/).waitFor();
  await workbench.row('ca.crt', /expired 20/).waitFor();
  await workbench.row('token', /expired 2023-11-14/).waitFor();
  await workbench.expand('Problems');
  await workbench.row('Problems', '3').waitFor();
  await workbench.statusBar(/credentials end/).click();
  await workbench.statusBar(/credentials end/).waitFor({ state: 'detached' });
  await workbench.tooltip('token', 'Token of service account default/web');
  // The issuer's address is no link.
  const hover = await workbench.page.locator('.monaco-hover').allTextContents();
  assert.match(hover.join('\n'), /https:/);
  assert.equal(await workbench.page.locator('.monaco-hover a').count(), 0);
  await workbench.tooltip('tls.crt', '..data');
  const page = await workbench.page.content();
  assert.ok(!page.includes('c2lnbmF0dXJl'));
  assert.ok(!page.includes(old.slice(60, 90)));
});

test('a volume says what it is and how that is known', async (t) => {
  const workspace = demo();
  const uid = '3b1f5c2e-0000-4000-8000-000000000002';
  workspace.volume(`pods/${uid}/volumes/kubernetes.io~configmap/app-config`, { a: '1' });
  workspace.volume('plain', { a: '1' });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('app-config', /ConfigMap/).waitFor();
  await workbench.tooltip('app-config', `of pod ${uid}, by its path`);
  await workbench.tooltip('plain', 'in a directory of no kubelet');
});

test('a person may hide the values of any volume, and show them again', async (t) => {
  const workspace = demo();
  workspace.volume('my-config', { greeting: 'hello' });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('greeting', /hello/).waitFor();
  await workbench.contextMenu('my-config', 'Hide Values of This Volume');
  await workbench.row('greeting', /^5 B · 0644$/).waitFor();
  await workbench.row('greeting').click();
  await workbench.modal('Show the value of greeting?').button('Show Value').click();
  await workbench.editorShows('hello');
  await workbench.typeInReadOnlyEditor();
  await workbench.reload();
  await workbench.openContainer();
  await workbench.row('greeting', /^5 B · 0644$/).waitFor();
  await workbench.contextMenu('my-config', 'Show Values of This Volume');
  await workbench.modal('as a volume without secrets?').button('Show Values').click();
  await workbench.row('greeting', /hello/).waitFor();
});

test('a volume is copied to a new one, which can be written', async (t) => {
  const workspace = demo();
  workspace.volume('mounted', { 'conf/a': 'one', password: 'two' });
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.contextMenu('mounted', 'Copy to a New Volume…');
  await workbench.quickPick('Type a path');
  const dir = join(workspace.folder, 'copy');
  await workbench.answer('Absolute path of the new volume', dir);
  await workbench.statusBar(/Published conf\/a, password to copy/).waitFor();
  assert.equal(readFileSync(join(dir, 'conf/a'), 'utf8'), 'one');
});
