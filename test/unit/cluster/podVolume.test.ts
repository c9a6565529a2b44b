// From a pod's spec to the source of each key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseObject } from '../../../src/cluster/clusterObject.ts';
import { ClusterError } from '../../../src/cluster/failure.ts';
import type { Json } from '../../../src/cluster/json.ts';
import { idOf } from '../../../src/cluster/objectRef.ts';
import { objectsOf, volumeOfObject, volumeOfPod } from '../../../src/cluster/podVolume.ts';
import { placesFor, volumeKeys } from '../../../src/cluster/volumeKeys.ts';
import { CONFIG_MAP, SECRET } from './fakeKubectl.ts';

const POD: Json = {
  metadata: { name: 'p', namespace: 'default', uid: 'u-1' },
  spec: {
    containers: [
      {
        name: 'c',
        volumeMounts: [
          { name: 'cm', mountPath: '/etc/cm/' },
          { name: 'proj', mountPath: '/etc/proj' },
          { name: 'cm', mountPath: '/etc/one.yaml', subPath: 'app.yaml' },
          { name: 'sec', mountPath: '/etc/both' },
        ],
      },
      { name: 'd', volumeMounts: [{ name: 'cm', mountPath: '/etc/both' }] },
    ],
    volumes: [
      { name: 'cm', configMap: { name: 'my-config', defaultMode: 420 } },
      { name: 'sec', secret: { secretName: 'my-secret', optional: true } },
      { name: 'labels', downwardAPI: { items: [{ path: 'labels' }] } },
      { name: 'driver', csi: { driver: 'secrets-store.csi.k8s.io' } },
      {
        name: 'proj',
        projected: {
          sources: [
            {
              configMap: {
                name: 'my-config',
                items: [{ key: 'app.yaml', path: './conf//app.yaml' }],
              },
            },
            { secret: { name: 'my-secret', items: [{ key: 'password', path: 'creds/password' }] } },
            { downwardAPI: { items: [{ path: 'labels' }, { path: 'podname' }] } },
            { serviceAccountToken: { path: './token', expirationSeconds: 3600 } },
            { podCertificate: { keyPath: 'tls.key', certificateChainPath: 'tls.crt' } },
          ],
        },
      },
      {
        name: 'merged',
        projected: {
          sources: [
            { configMap: { name: 'my-config' } },
            { secret: { name: 'my-secret' } },
            { configMap: { name: 'my-config', items: [{ key: 'mode', path: 'token' }] } },
          ],
        },
      },
    ],
  },
};

const CM = { kind: 'ConfigMap', namespace: 'default', name: 'my-config' } as const;
const SEC = { kind: 'Secret', namespace: 'default', name: 'my-secret' } as const;
const OBJECTS = new Map([
  [idOf(CM), parseObject(JSON.stringify(CONFIG_MAP), CM)],
  [idOf(SEC), parseObject(JSON.stringify(SECRET), SEC)],
]);

/** Path → object/key, or what makes it. */
function told(name: string): Record<string, string> {
  const keys = volumeKeys(volumeOfPod(POD, { name }), OBJECTS);
  return Object.fromEntries(
    [...keys].map(([path, key]) => [
      path,
      'made' in key ? `(${key.made})` : `${key.place.object.name}/${key.place.key}`,
    ]),
  );
}

function failing(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ClusterError, String(error));
    return error.failure;
  }
  return undefined;
}

test('a ConfigMap or Secret volume shows all keys of its object', () => {
  assert.deepEqual(told('cm'), {
    'app.yaml': 'my-config/app.yaml',
    mode: 'my-config/mode',
    blob: 'my-config/blob',
  });
  assert.deepEqual(told('sec'), { password: 'my-secret/password', token: 'my-secret/token' });
});

test('a projected volume shows the items of its sources where the kubelet puts them, and those that are made say what makes them', () => {
  assert.deepEqual(told('proj'), {
    'conf/app.yaml': 'my-config/app.yaml',
    'creds/password': 'my-secret/password',
    labels: '(downwardAPI)',
    podname: '(downwardAPI)',
    token: '(serviceAccountToken)',
    'tls.key': '(podCertificate)',
    'tls.crt': '(podCertificate)',
  });
});

test('of sources with a path in common the last one wins', () => {
  assert.deepEqual(told('merged'), {
    'app.yaml': 'my-config/app.yaml',
    mode: 'my-config/mode',
    blob: 'my-config/blob',
    password: 'my-secret/password',
    token: 'my-config/mode',
  });
});

test('the volume is found by where it is mounted, unless two containers have others there', () => {
  const at = (mountPath: string) => volumeOfPod(POD, { mountPath });
  assert.equal(at('/etc/cm').name, 'cm');
  assert.equal(at('/etc/cm').hasSubPath, true);
  assert.equal(at('/etc/proj').hasSubPath, false);
  for (const path of ['/etc/both', '/nowhere']) {
    assert.deepEqual(
      failing(() => at(path)),
      { code: 'no-mount', pod: 'p', path },
    );
  }
  assert.deepEqual(
    failing(() => volumeOfPod(POD, { name: 'gone' })),
    {
      code: 'no-volume',
      pod: 'p',
      volume: 'gone',
    },
  );
});

test('each object is asked for once, and must be there unless every source says it is optional', () => {
  assert.deepEqual(objectsOf(volumeOfPod(POD, { name: 'merged' })), [
    { ref: CM, optional: false },
    { ref: SEC, optional: false },
  ]);
  assert.deepEqual(objectsOf(volumeOfPod(POD, { name: 'sec' })), [{ ref: SEC, optional: true }]);
  assert.deepEqual(objectsOf(volumeOfObject(SEC)), [{ ref: SEC, optional: false }]);
});

test('a new key has a place where an object shows all its keys, or where the spec lists it', () => {
  const places = (name: string, path: string) => {
    const volume = volumeOfPod(POD, { name });
    return placesFor(path, volume, volumeKeys(volume, OBJECTS));
  };
  assert.deepEqual(places('cm', 'new'), [{ object: CM, key: 'new' }]);
  assert.deepEqual(places('merged', 'new'), [
    { object: CM, key: 'new' },
    { object: SEC, key: 'new' },
  ]);
  const without = new Map(
    [...OBJECTS].map(([id, object]) => [id, { ...object, values: new Map() }]),
  );
  const proj = volumeOfPod(POD, { name: 'proj' });
  assert.deepEqual(placesFor('conf/app.yaml', proj, volumeKeys(proj, without)), [
    { object: CM, key: 'app.yaml' },
  ]);
  assert.deepEqual(
    failing(() => places('proj', 'new')),
    { code: 'not-listed', key: 'new' },
  );
  assert.deepEqual(
    failing(() => places('proj', 'token')),
    {
      code: 'no-object',
      key: 'token',
      from: 'serviceAccountToken',
    },
  );
  assert.deepEqual(
    failing(() => places('driver', 'any')),
    {
      code: 'no-object',
      key: 'any',
      from: 'csi',
    },
  );
});
