// Reading a version whole: never a mixture, never half of one, never anything outside.

import assert from 'node:assert/strict';
import {
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AtomicWriter,
  type FileSystem,
  nodeFileSystem,
  readSnapshot,
} from '../../../../src/volume/index.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { payload, tempTarget, tempTargets, told, versionToFill } from '../../../shared/volumes.ts';

test('digest, mode, bytes and time of each key come with the version, sorted', (t) => {
  const target = tempTarget(t);
  const { timestampDir } = new AtomicWriter(target).write(
    payload({ 'b/c': ['text', 0o400], a: Buffer.from([0, 0xff]) }),
  );
  const times = ['a', 'b/c'].map((key, n) => {
    utimesSync(join(target, timestampDir, key), 0, 1_000 + n);
    return (1_000 + n) * 1_000;
  });
  const snapshot = readSnapshot(nodeFileSystem, target);
  assert.ok(snapshot.state === 'read');
  assert.equal(snapshot.version.name, timestampDir);
  assert.deepEqual(
    [...snapshot.files],
    [
      [
        'a',
        {
          data: new Uint8Array([0, 0xff]),
          mode: 0o644,
          digest: 'But9amnuGeX733SQGNPSq_oEvL0TZdsxLrhtxxaTibg',
          writtenAt: times[0],
        },
      ],
      [
        'b/c',
        {
          data: new Uint8Array(Buffer.from('text')),
          mode: 0o400,
          digest: 'mC2ePrmW9VnmM_TRlN7zdh2Qn1o7ZH0ahR_q1nwyydE',
          writtenAt: times[1],
        },
      ],
    ],
  );
});

const whole = [1, 2, 3].map((n) => ({
  a: `a${n}`,
  [`only${n}`]: 'x',
  'dir/b': `b${n}`,
  z: `z${n}`,
}));
const versions = whole.map((keys) => payload(keys));

/** Calls `update` ahead of the nth call. */
function updatingAt(n: number, update: () => void): FileSystem {
  return observed((count) => {
    if (count === n) update();
  });
}

test('an update ahead of any call of a read gives the one version or the other', (t) => {
  const target = tempTargets(t);
  const seen = new Set<string>();
  for (let n = 1; n <= 40; n++) {
    const dir = target();
    const writer = new AtomicWriter(dir);
    writer.write(versions[0] ?? payload({}));
    const update = () => writer.write(versions[1] ?? payload({}));
    const keys = told(readSnapshot(updatingAt(n, update), dir));
    assert.ok(
      [whole[0], whole[1]].some(
        (version) => JSON.stringify(sorted(version)) === JSON.stringify(keys),
      ),
      `a mixture, call ${n}: ${JSON.stringify(keys)}`,
    );
    seen.add(String(keys['a']));
  }
  assert.deepEqual([...seen].sort(), ['a1', 'a2']);
});

function sorted(keys: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('half of a version that is being removed never passes for a version', (t) => {
  const target = tempTargets(t);
  for (let n = 1; n <= 40; n++) {
    const dir = target();
    const writer = new AtomicWriter(dir);
    const { timestampDir } = writer.write(versions[0] ?? payload({}));
    const halfAnUpdate = () => {
      const update = writer.steps(versions[1] ?? payload({}));
      for (let step = 0; step < 10; step++) update.next(); // as far as the links
      unlinkSync(join(dir, timestampDir, 'only1'));
      rmSync(join(dir, timestampDir, 'dir'), { recursive: true });
    };
    const keys = told(readSnapshot(updatingAt(n, halfAnUpdate), dir));
    const expected = keys['a'] === 'a1' ? whole[0] : whole[1];
    assert.deepEqual(keys, sorted(expected), `call ${n}`);
  }
});

test('a directory of the same name that takes the place of a version is another version', (t) => {
  const { target, version } = versionToFill(t);
  for (const n of [1, 2]) {
    mkdirSync(join(target, `v${n}`));
    for (const key of ['a', 'z']) writeFileSync(join(target, `v${n}`, key), `${n}`);
  }
  rmSync(version, { recursive: true });
  renameSync(join(target, 'v1'), version);
  let opened = 0;
  const replacing = observed((_count, call) => {
    if (call !== 'openForReading' || ++opened !== 2) return;
    rmSync(version, { recursive: true });
    renameSync(join(target, 'v2'), version);
  });
  assert.deepEqual(told(readSnapshot(replacing, target)), { a: '2', z: '2' });
});

test('updates without end are said to be unsettled, not waited for', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  let updates = 0;
  writer.write(payload({ a: '0' }));
  const restless = observed((_count, call) => {
    if (call === 'fstat') writer.write(payload({ a: String(++updates) }));
  });
  assert.equal(readSnapshot(restless, target).state, 'unsettled');
  assert.equal(updates, 20);
});

test('a version that is removed and not replaced is dangling', (t) => {
  const { target, version } = versionToFill(t);
  writeFileSync(join(version, 'a'), '');
  const removing = updatingAt(3, () => rmSync(version, { recursive: true }));
  assert.deepEqual(readSnapshot(removing, target), { state: 'dangling', target: '..v1' });
});

test('a second link on the way is followed once: its change is an update as well', (t) => {
  const { target } = versionToFill(t);
  for (const n of [1, 2]) {
    mkdirSync(join(target, `hash${n}`));
    for (const key of ['a', 'z']) writeFileSync(join(target, `hash${n}`, key), `${n}`);
    symlinkSync(`hash${n}`, join(target, `current${n}`));
  }
  rmSync(join(target, '..data'));
  symlinkSync('current1', join(target, '..data'));
  for (let n = 1; n <= 12; n++) {
    const swap = () => renameSync(join(target, 'current2'), join(target, 'current1'));
    const { a, z } = told(readSnapshot(updatingAt(n, swap), target));
    assert.equal(a, z, `call ${n}`);
    if (readlinkSync(join(target, 'current1')) === 'hash2') {
      unlinkSync(join(target, 'current1'));
      symlinkSync('hash1', join(target, 'current1'));
      symlinkSync('hash2', join(target, 'current2'));
    }
  }
});
