// The name and namespace that an exported manifest begins with.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseObjectName, usualObjectName } from '../../../../src/vscode/commands/objectName.ts';
import { VolumeError } from '../../../../src/volume/failure.ts';
import type { VolumeOrigin } from '../../../../src/volume/places/origin.ts';
import type { Credential } from '../../../../src/volume/credentials/credentials.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import type { Volumes } from '../../../../src/vscode/volumes/volumes.ts';

const names: [string, object | undefined][] = [
  ['app', { name: 'app' }],
  ['app.v1', { name: 'app.v1' }],
  ['shop/app', { name: 'app', namespace: 'shop' }],
  ['/app', undefined],
  ['shop/', undefined],
  ['a.b/app', undefined],
  ['shop/app/x', undefined],
  ['App', undefined],
  ['a'.repeat(254), undefined],
  [`${'a'.repeat(64)}/app`, undefined],
];

for (const [text, parsed] of names) {
  test(`"${text.slice(0, 20)}" is ${parsed === undefined ? 'no name' : 'a name'}`, () => {
    assert.deepEqual(parseObjectName(text), parsed);
  });
}

const PATH = '/var/lib/kubelet/pods';
const MOUNTED = { knownBy: 'mount', volumeName: 'web-config' } as const;
const configMap: VolumeOrigin = { kind: 'configMap', ...MOUNTED };
const account: VolumeOrigin = { kind: 'projected', knownBy: 'contents' };
const onNode = (podUid: string, kind: 'configMap' | 'projected'): VolumeOrigin => ({
  kind,
  knownBy: 'path',
  volumeName: 'v',
  podUid,
});

function tokenOf(namespace: string): Credential {
  return { kind: 'token', token: { namespace } } as Credential;
}

/** Directory → what it is, and its keys with a value, or a credential. */
function volumesOf(all: Record<string, [VolumeOrigin, Record<string, string | Credential>]>) {
  const stateOf = (dir: string): VolumeState | undefined => {
    const [origin, values] = all[dir] ?? [];
    if (origin === undefined || values === undefined) return undefined;
    const keys = Object.entries(values).map(([key, value]) =>
      typeof value === 'string' ? { key } : { key, credential: value },
    );
    return {
      dir,
      origin,
      active: { state: 'read', version: '..1', keys },
      // The name of an older version is the same.
      versions: [
        { id: '..1#2', name: '..1', isActive: true },
        { id: '..1', name: '..1', isActive: false },
      ],
    } as unknown as VolumeState;
  };
  const request = async (_: string, { dir, key, version }: Record<string, string>) =>
    Buffer.from(version === '..1#2' ? (all[dir ?? '']?.[1][key ?? ''] as string) : 'older');
  return { dirs: Object.keys(all), state: stateOf, client: { request } } as unknown as Volumes;
}

const cases: [string, Parameters<typeof volumesOf>[0], string][] = [
  ['a folder of its own', { '/srv/My App': [{ kind: 'unknown' }, {}] }, 'my-app'],
  ['the pod’s name for the volume', { '/etc/x': [configMap, {}] }, 'web-config'],
  [
    'the token of the service account beside it',
    { '/etc/x': [configMap, {}], '/run/sa': [account, { token: tokenOf('shop') }] },
    'shop/web-config',
  ],
  [
    'a key of the downward API',
    {
      '/etc/x': [configMap, {}],
      '/etc/podinfo': [{ kind: 'downwardAPI', ...MOUNTED }, { namespace: 'shop\n' }],
    },
    'shop/web-config',
  ],
  [
    'a ConfigMap’s key may be about anything',
    { '/etc/x': [configMap, { namespace: 'metrics' }] },
    'web-config',
  ],
  [
    'so may a Secret’s',
    { '/etc/x': [{ kind: 'secret', ...MOUNTED }, { namespace: 'metrics' }] },
    'web-config',
  ],
  ['signs at the ends are left out', { '/srv/._My_App-': [{ kind: 'unknown' }, {}] }, 'my-app'],
  [
    'what was made here is of no pod',
    {
      '/srv/made': [{ kind: 'atomicWriter', knownBy: 'layout' }, {}],
      '/run/sa': [{ kind: 'svidlet', knownBy: 'layout' }, { token: tokenOf('shop') }],
    },
    'made',
  ],
  ['no namespace is made of what is none', { '/etc/x': [account, { namespace: 'a b' }] }, 'x'],
  [
    'on a node another pod says nothing',
    {
      [`${PATH}/1/v`]: [onNode('1', 'configMap'), {}],
      [`${PATH}/2/v`]: [onNode('2', 'projected'), { token: tokenOf('other') }],
    },
    'v',
  ],
  [
    'on a node the same pod does',
    {
      [`${PATH}/1/v`]: [onNode('1', 'configMap'), {}],
      [`${PATH}/1/w`]: [onNode('1', 'projected'), { token: tokenOf('shop') }],
    },
    'shop/v',
  ],
];

for (const [name, all, usual] of cases) {
  test(`${name}: ${usual}`, async () => {
    const [dir = ''] = Object.keys(all);
    assert.equal(await usualObjectName(volumesOf(all), dir), usual);
  });
}

test('what has gone meanwhile names no namespace', async () => {
  const failing = (error: Error) => {
    const volumes = volumesOf({ '/etc/x': [account, { namespace: 'shop' }] });
    const request = async () => {
      throw error;
    };
    return Object.assign(volumes, { client: { request } });
  };
  const gone = new VolumeError({ code: 'version-not-kept', version: '..1' });
  assert.equal(await usualObjectName(failing(gone), '/etc/x'), 'x');
  await assert.rejects(usualObjectName(failing(new TypeError('a bug')), '/etc/x'), TypeError);
});
