// Changes that wait to be published: nothing of them is lost on the way, and what is done waits no longer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { applyEdits } from '../../../../src/volume/edit/edits.ts';
import type { KeyPath } from '../../../../src/volume/payload.ts';
import { digestOf, type KeyFile } from '../../../../src/volume/read/snapshot.ts';
import {
  bytes,
  editsOf,
  stagedKind,
  rebased,
  stage,
  type StagedChange,
  type StagedChanges,
  type StagedContent,
  withoutDone,
  withoutPublished,
} from '../../../../src/volume/edit/stagedChanges.ts';
import { payloads } from '../../../shared/arbitraries.ts';

const key = 'a' as KeyPath;
const text = (data: string) => bytes(Buffer.from(data));
const print = (data: string, mode = 0o644) => ({ digest: digestOf(Buffer.from(data)), mode });
const active = (data: string, mode?: number) => new Map([[key, print(data, mode)]]);
const NOTHING = new Map<KeyPath, never>();

function staged(...changes: [StagedContent | undefined, StagedChange['base']][]): StagedChanges {
  return changes.reduce<StagedChanges>(
    (all, [content, base]) => stage(all, { key, content, base }),
    new Map(),
  );
}

test('a second change of a key takes the place of the first, and keeps its base', () => {
  const twice = staged([text('2'), print('1')], [text('3'), print('2')]);
  assert.deepEqual([...twice.values()], [{ key, content: text('3'), base: print('1') }]);
});

test('bytes and mode of a key are staged one beside the other', () => {
  const both = staged([text('2'), print('1')], [{ mode: 0o600 }, print('1')]);
  assert.deepEqual(both.get(key)?.content, { ...text('2'), mode: 0o600 });
});

test('a key that was added and deleted again leaves nothing, one that was there is to be deleted', () => {
  assert.equal(staged([text('2'), null], [undefined, null]).size, 0);
  const others = staged([text('2'), null], [undefined, print('theirs')]);
  assert.deepEqual([...others.values()], [{ key, content: undefined, base: null }]);
  const deleted = staged([text('2'), print('1')], [undefined, print('1')]);
  assert.deepEqual([...deleted.values()], [{ key, content: undefined, base: print('1') }]);
  const back = staged([undefined, print('1')], [text('3'), null]);
  assert.deepEqual([...back.values()], [{ key, content: text('3'), base: print('1') }]);
});

test('what the active version has already is not staged any longer', () => {
  assert.equal(withoutDone(staged([text('2'), print('1')]), active('2')).size, 0);
  assert.equal(withoutDone(staged([{ mode: 0o600 }, print('1')]), active('x', 0o600)).size, 0);
  assert.equal(withoutDone(staged([undefined, print('1')]), NOTHING).size, 0);
  const open = staged([text('2'), print('1')]);
  assert.equal(withoutDone(open, active('1')), open);
});

const kinds: [
  string,
  StagedChanges,
  ReadonlyMap<KeyPath, { digest: string; mode: number }>,
  object,
][] = [
  ['new bytes', staged([text('2'), print('1')]), active('1'), { kind: 'modified' }],
  ['a new mode', staged([{ mode: 0o600 }, print('1')]), active('1'), { kind: 'mode' }],
  ['a new key', staged([text('2'), null]), NOTHING, { kind: 'added' }],
  ['a deletion', staged([undefined, print('1')]), active('1'), { kind: 'removed' }],
  [
    'new bytes over theirs',
    staged([text('2'), print('1')]),
    active('x'),
    { kind: 'modified', isConflict: true },
  ],
  [
    'new bytes of a key that they deleted',
    staged([text('2'), print('1')]),
    NOTHING,
    { kind: 'added', isConflict: true },
  ],
  [
    'a deletion of what they changed',
    staged([undefined, print('1')]),
    active('x'),
    { kind: 'removed', isConflict: true },
  ],
  [
    'new bytes under their new mode',
    staged([text('2'), print('1')]),
    active('1', 0o600),
    { kind: 'modified' },
  ],
  ...(
    [
      ['one', 'one\n'],
      ['one\r\n', 'one'],
      ['', '\n'],
      ['one\n\n', 'one\n'],
    ] as const
  ).map(([from, to]): (typeof kinds)[number] => [
    `${JSON.stringify(from)} with another end`,
    staged([text(to), print(from)]),
    active(from),
    { kind: 'modified', onlyFinalNewline: true },
  ]),
];

for (const [name, changes, now, expected] of kinds) {
  test(`${name}: ${JSON.stringify(expected)}`, () => {
    const change = changes.get(key);
    assert.ok(change !== undefined);
    assert.deepEqual(stagedKind(change, now.get(key)), { isConflict: false, ...expected });
  });
}

test('what was published is staged no longer, unless it was changed meanwhile', () => {
  const first = staged([text('2'), print('1')]);
  const published = [...first.values()];
  assert.equal(withoutPublished(first, published, active('2')).size, 0);
  const again = stage(first, { key, content: text('3'), base: print('2') });
  const left = withoutPublished(again, published, active('2', 0o600)).get(key);
  assert.deepEqual(left, { key, content: text('3'), base: print('2', 0o600) });
  // Had someone published over it at once, that would be a conflict.
  const over = withoutPublished(again, published, active('theirs')).get(key);
  assert.ok(over !== undefined && stagedKind(over, active('theirs').get(key)).isConflict);
});

test('a change that is to count against what is active now is no conflict with that', () => {
  const mine = staged([text('2'), print('1')]);
  for (const now of [active('x'), NOTHING]) {
    const change = rebased(mine, new Map([[key, now.get(key) ?? null]])).get(key);
    assert.ok(change !== undefined && !stagedKind(change, now.get(key)).isConflict);
  }
});

test('staging one step after the other and publishing gives what the steps give', () => {
  const files = (random: ReadonlyMap<string, { data: Uint8Array; mode: number }>) =>
    new Map<KeyPath, KeyFile>(
      [...random].map(([path, file]) => [
        path as KeyPath,
        { ...file, digest: digestOf(file.data), writtenAt: 0 },
      ]),
    );
  fc.assert(
    fc.property(payloads, fc.array(payloads, { maxLength: 4 }), (random, steps) => {
      const base = files(random);
      let changes: StagedChanges = new Map();
      const wanted = new Map<KeyPath, KeyFile>(base);
      for (const step of steps.map(files)) {
        for (const [path, file] of step) {
          // Every other key is deleted.
          const content =
            file.data.length % 2 === 0 ? { ...bytes(file.data), mode: file.mode } : undefined;
          changes = stage(changes, { key: path, content, base: base.get(path) ?? null });
          if (content === undefined) wanted.delete(path);
          else wanted.set(path, file);
        }
      }
      const merged = applyEdits(base, editsOf([...changes.values()]));
      const shown = (all: ReadonlyMap<string, { data: Uint8Array; mode?: number }>) =>
        new Map(
          [...all].map(([path, { data, mode }]) => [
            path,
            [Buffer.from(data).toString('hex'), mode],
          ]),
        );
      assert.deepEqual(shown(merged), shown(wanted));
    }),
  );
});
