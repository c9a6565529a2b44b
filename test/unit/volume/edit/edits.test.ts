// Edits merged onto whatever is active: neither side's change is ever lost without a word.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { applyEdits, type Edit, publishEdits } from '../../../../src/volume/edit/edits.ts';
import { AtomicWriter, nodeFileSystem, VolumeError } from '../../../../src/volume/index.ts';
import { difference, type KeyPath } from '../../../../src/volume/payload.ts';
import { digestOf, type KeyFile } from '../../../../src/volume/read/snapshot.ts';
import { payloads, type RandomPayload } from '../../../shared/arbitraries.ts';
import { observed } from '../../../shared/fileSystems.ts';
import {
  contents,
  failure,
  payload,
  tempTarget,
  tempTargets,
  tree,
} from '../../../shared/volumes.ts';

function withDigests(keys: RandomPayload): Map<KeyPath, KeyFile> {
  return new Map(
    [...keys].map(([key, file]) => [
      key as KeyPath,
      { ...file, digest: digestOf(file.data), writtenAt: 0 },
    ]),
  );
}

type Files = Map<KeyPath, KeyFile>;

/** The edits that make `ours` of `base`: of each key only what is different. */
function editsBetween(base: Files, ours: Files): Edit[] {
  return difference(base, ours).map(({ key }) => {
    const was = base.get(key) ?? null;
    const our = ours.get(key);
    const content = our && {
      ...(our.digest !== was?.digest && { data: our.data }),
      ...(our.mode !== was?.mode && { mode: our.mode }),
    };
    return { key, content, base: was };
  });
}

const ASPECTS = ['digest', 'mode'] as const;

/** Both sides changed the same of a key, and not to the same. */
function isBothChanged(was?: KeyFile, their?: KeyFile, our?: KeyFile): boolean {
  const differ = (a?: KeyFile, b?: KeyFile) =>
    ASPECTS.some((aspect) => a?.[aspect] !== b?.[aspect]);
  if (!differ(our, their) || !differ(was, their)) return false;
  if (was === undefined || their === undefined || our === undefined) return true;
  return ASPECTS.some(
    (aspect) =>
      our[aspect] !== was[aspect] && their[aspect] !== was[aspect] && our[aspect] !== their[aspect],
  );
}

test('a merge has what we changed of each key and theirs of all the rest', () => {
  let conflicts = 0;
  fc.assert(
    fc.property(payloads, payloads, payloads, (...random) => {
      const [base, theirs, ours] = random.map(withDigests) as [Files, Files, Files];
      const edits = editsBetween(base, ours);
      const bothChanged = edits
        .map(({ key }) => key as KeyPath)
        .filter((key) => isBothChanged(base.get(key), theirs.get(key), ours.get(key)));
      if (bothChanged.length > 0) {
        conflicts++;
        assert.throws(
          () => applyEdits(theirs, edits),
          failure({ code: 'key-conflict', keys: bothChanged }),
        );
        return;
      }
      const merged = applyEdits(theirs, edits);
      const edited = new Map(edits.map(({ key, content }) => [key, content]));
      for (const key of new Set([...theirs.keys(), ...ours.keys(), ...merged.keys()])) {
        const wanted = edited.has(key)
          ? edited.get(key) && { ...theirs.get(key), ...edited.get(key) }
          : theirs.get(key);
        const { data, mode } = merged.get(key) ?? {};
        assert.deepEqual({ data, mode }, { data: wanted?.data, mode: wanted?.mode }, key);
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(conflicts > 50 && conflicts < 450, `${conflicts} conflicts of 500`);
});

const text = (data: string, mode?: number) => ({
  data: Buffer.from(data),
  ...(mode !== undefined && { mode }),
});
const print = (data: string, mode = 0o644) => ({ digest: digestOf(Buffer.from(data)), mode });

type Keys = Record<string, string | [string, number]>;
const merges: [string, Keys, Edit[], Keys | { conflict: string[] }][] = [
  ['a new key', { a: '1' }, [{ key: 'b', content: text('2'), base: null }], { a: '1', b: '2' }],
  [
    'a deleted key',
    { a: '1', b: '2' },
    [{ key: 'b', content: undefined, base: print('2') }],
    { a: '1' },
  ],
  ['an edited key', { a: '1' }, [{ key: 'a', content: text('2'), base: print('1') }], { a: '2' }],
  [
    'an edit of a key that they changed at the same size',
    { a: 'x' },
    [{ key: 'a', content: text('2'), base: print('1') }],
    { conflict: ['a'] },
  ],
  [
    'an edit of a key that they deleted',
    {},
    [{ key: 'a', content: text('2'), base: print('1') }],
    { conflict: ['a'] },
  ],
  [
    'deleting a key that they changed',
    { a: 'x' },
    [{ key: 'a', content: undefined, base: print('1') }],
    { conflict: ['a'] },
  ],
  [
    'a new key that they made as well',
    { a: 'x' },
    [{ key: 'a', content: text('2'), base: null }],
    { conflict: ['a'] },
  ],
  [
    'the same new key on both sides',
    { a: '2' },
    [{ key: 'a', content: text('2'), base: null }],
    { a: '2' },
  ],
  [
    'the same change on both sides',
    { a: '2' },
    [{ key: 'a', content: text('2'), base: print('1') }],
    { a: '2' },
  ],
  ['deleting what they deleted', {}, [{ key: 'a', content: undefined, base: print('1') }], {}],
  ['an edit over whatever is there', { a: 'x' }, [{ key: 'a', content: text('2') }], { a: '2' }],
  [
    'a path that is cleaned',
    { 'd/a': '1' },
    [{ key: 'd//a', content: text('2'), base: print('1') }],
    { 'd/a': '2' },
  ],
  [
    'a file that becomes a directory',
    { a: '1' },
    [
      { key: 'a', content: undefined, base: print('1') },
      { key: 'a/b', content: text('2'), base: null },
    ],
    { 'a/b': '2' },
  ],
  [
    'their new mode under our new bytes',
    { a: ['1', 0o600] },
    [{ key: 'a', content: text('2'), base: print('1') }],
    { a: ['2', 0o600] },
  ],
  [
    'their new bytes under our new mode',
    { a: 'x' },
    [{ key: 'a', content: { mode: 0o600 }, base: print('1') }],
    { a: ['x', 0o600] },
  ],
  [
    'a mode on both sides',
    { a: ['1', 0o600] },
    [{ key: 'a', content: { mode: 0o640 }, base: print('1') }],
    { conflict: ['a'] },
  ],
  [
    'a mode for a key that they deleted',
    {},
    [{ key: 'a', content: { mode: 0o640 }, base: print('1') }],
    { conflict: ['a'] },
  ],
  [
    'deleting a key whose mode they changed',
    { a: ['1', 0o600] },
    [{ key: 'a', content: undefined, base: print('1') }],
    { conflict: ['a'] },
  ],
  [
    'one edit of two',
    { a: 'x', b: '1' },
    [
      { key: 'a', content: text('2'), base: print('1') },
      { key: 'b', content: text('2'), base: print('1') },
    ],
    { conflict: ['a'] },
  ],
];

for (const [name, active, edits, outcome] of merges) {
  test(`${name}: ${'conflict' in outcome ? 'a conflict' : 'merged'}`, (t) => {
    const [target, fresh] = [tempTarget(t), tempTarget(t)];
    new AtomicWriter(target).write(payload(active));
    const before = tree(target);
    if (isConflict(outcome)) {
      assert.throws(
        () => publishEdits(nodeFileSystem, target, edits),
        failure({ code: 'key-conflict', keys: outcome.conflict }),
      );
      assert.deepEqual(tree(target), before);
    } else {
      publishEdits(nodeFileSystem, target, edits);
      new AtomicWriter(fresh).write(payload(outcome));
      assert.deepEqual(tree(target), tree(fresh));
    }
  });
}

function isConflict(outcome: Keys | { conflict: string[] }): outcome is { conflict: string[] } {
  return 'conflict' in outcome && typeof outcome['conflict']?.[1] !== 'number';
}

test('a key keeps its mode, a new one gets the mode that most keys have', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ a: ['1', 0o400], b: ['1', 0o600], c: ['1', 0o400] }));
  publishEdits(nodeFileSystem, target, [
    { key: 'b', content: text('2') },
    { key: 'c', content: text('2', 0o440) },
    { key: 'new', content: text('2') },
  ]);
  assert.deepEqual(tree(target).slice(1, 5), [
    'f <ts>/a 400 31',
    'f <ts>/b 600 32',
    'f <ts>/c 440 32',
    'f <ts>/new 400 32',
  ]);
});

test('a key of a volume without a version is published with mode 0644', (t) => {
  const target = tempTarget(t);
  publishEdits(nodeFileSystem, target, [{ key: 'new', content: text('1'), base: null }]);
  assert.deepEqual(tree(target), [
    'd <ts> 755',
    'f <ts>/new 644 31',
    'l ..data -> <ts>',
    'l new -> ..data/new',
  ]);
});

test('edits by another writer ahead of any call are merged with, and the links are right', (t) => {
  const target = tempTargets(t);
  const theirEdits = [
    { key: 'new', content: text('2') },
    { key: 'old', content: undefined },
  ];
  let merged = 0;
  for (let n = 1, reached = true; reached; n++) {
    reached = false;
    const [dir, fresh] = [target(), target()];
    new AtomicWriter(dir).write(payload({ ours: '1', old: '1' }));
    let expected: Record<string, string> = { old: '1', ours: '2' };
    const interrupted = observed((count) => {
      if (count !== n) return;
      reached = true;
      // Whoever holds the mutex lets no one else publish.
      if (isHeld(dir)) return;
      publishEdits(nodeFileSystem, dir, theirEdits);
      expected = { new: '2', ours: '2' };
      merged++;
    });
    publishEdits(interrupted, dir, [{ key: 'ours', content: text('2'), base: print('1') }]);
    new AtomicWriter(fresh).write(payload(expected));
    assert.deepEqual(tree(dir), tree(fresh), `call ${n}`);
  }
  assert.ok(merged > 30, `${merged} edits merged`);
});

function isHeld(target: string): boolean {
  return tree(target).some((line) => line.startsWith('l ..data_tmp'));
}

test('a version with something unread in it is not published over', (t) => {
  const target = tempTarget(t);
  mkdirSync(join(target, '..v1'));
  writeFileSync(join(target, '..v1', 'a'), '1');
  symlinkSync('..v1', join(target, '..data'));
  symlinkSync('elsewhere', join(target, '..v1', 'link'));
  const before = tree(target);
  const edits = [{ key: 'a', content: text('2') }];
  assert.throws(
    () => publishEdits(nodeFileSystem, target, edits),
    failure({ code: 'unread-key', key: 'link', reason: 'link' }),
  );
  assert.deepEqual(tree(target), before);
});

test('without a readable version there is nothing to merge with', (t) => {
  const target = tempTarget(t);
  const edits = [{ key: 'a', content: text('2') }];
  const publishTo = (name: string) => () => publishEdits(nodeFileSystem, join(target, name), edits);
  assert.throws(publishTo('missing'), failure({ code: 'no-target-directory' }));
  symlinkSync('..v1', join(target, '..data'));
  assert.throws(publishTo('.'), failure({ code: 'unreadable-version', reason: 'dangling' }));
  assert.deepEqual(tree(target), ['l ..data -> <ts>']);
});

test('edits that would make a key a directory of another are refused by name', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ a: '1' }));
  const edits = [{ key: 'a/b', content: text('2'), base: null }];
  assert.throws(
    () => publishEdits(nodeFileSystem, target, edits),
    (error) => error instanceof VolumeError && error.failure.code === 'file-and-directory',
  );
  assert.deepEqual(contents(target), { a: '1' });
});
