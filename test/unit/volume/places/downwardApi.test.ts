// What a kubelet writes of a pod, told by its format where the mount does not tell.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originByContents, type VolumeOrigin } from '../../../../src/volume/places/origin.ts';
import { payload } from '../../../shared/volumes.ts';

const onTmpfs: VolumeOrigin = { kind: 'onTmpfs', knownBy: 'mount' };
const LABELS = 'app="web"\napp.kubernetes.io/name="web \\"x\\" \\u00e9"\ntier=""';
const ANNOTATIONS = 'kubernetes.io/config.seen="2026-11-22T10:48:54.374745636Z"';
const UID = '0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e';

const cases: [string, Record<string, string>, boolean][] = [
  ['labels', { labels: LABELS }, true],
  ['annotations', { annotations: ANNOTATIONS }, true],
  ['no labels at all', { labels: '' }, true],
  [
    'all that there may be',
    {
      labels: LABELS,
      annotations: ANNOTATIONS,
      name: 'web-0',
      namespace: 'a',
      uid: UID,
      cpu_limit: '2',
    },
    true,
  ],
  [
    'other words for it',
    { labels: LABELS, podName: 'web-0', pod_namespace: 'a', 'mem-request': '9' },
    true,
  ],
  // What a Secret could hold.
  ['a name and a namespace alone', { name: 'dba', namespace: 'prod' }, false],
  ['a password beside labels', { labels: LABELS, password: 'x' }, false],
  ['a user beside labels', { labels: LABELS, username: 'dba' }, false],
  ['labels without quotes', { labels: 'app=web' }, false],
  ['labels in no order', { labels: 'b="1"\na="2"' }, false],
  ['a text named labels', { labels: 'a="1"\nsecret' }, false],
  ['a uid that is none', { labels: LABELS, uid: 'hunter2' }, false],
  ['a name that is none', { labels: LABELS, name: 'Pa55 word' }, false],
  ['an amount that is none', { labels: LABELS, cpu_limit: 'x' }, false],
  ['nothing', {}, false],
];

for (const [name, keys, is] of cases) {
  test(`a tmpfs with ${name} is ${is ? 'a downward API volume' : 'any volume'}`, () => {
    const expected = is ? { kind: 'downwardAPI', knownBy: 'contents' } : onTmpfs;
    assert.deepEqual(originByContents(onTmpfs, payload(keys)), expected);
  });
}

test('what is known otherwise stays what it is', () => {
  const secret: VolumeOrigin = { kind: 'secret', volumeName: 'a', knownBy: 'mount' };
  assert.equal(originByContents(secret, payload({ labels: LABELS })), secret);
});
