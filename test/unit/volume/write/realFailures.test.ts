// Failures of the kernel's own: a tmpfs that is really full, a mount that is read-only, a process out of files.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AtomicWriter, VolumeError } from '../../../../src/volume/index.ts';
import { errnoOf } from '../../../../src/volume/failure.ts';
import { fresh } from '../../../shared/crashes.ts';
import { cannotMount, inNamespace, runInNamespace } from '../../../shared/mountNamespace.ts';
import { payload, tempTarget, tempTargets, tree } from '../../../shared/volumes.ts';

const PAGE = 4096;
const before = payload({ kept: 'old', gone: 'old', 'conf/a': 'old' });
const during = payload({ kept: '2'.repeat(PAGE), 'conf/a': '2', added: '2', 'new/b': '2' });

/** Which errno refuses it, or `published`. */
function publish(target: string): string {
  try {
    new AtomicWriter(target).write(during);
    return 'published';
  } catch (error) {
    assert.ok(error instanceof VolumeError, String(error));
    return error.failure.code === 'file-system' ? error.failure.errno : error.failure.code;
  }
}

function wholeTree(t: TestContext): string[] {
  return fresh(tempTargets(t), during).tree;
}

function registerTests(): void {
  test(
    'a tmpfs that is full, or read-only, refuses the publish and is left as it was',
    { skip: cannotMount() },
    async (t) => {
      const tree = wholeTree(t);
      assert.deepEqual(await runInNamespace(tempTarget(t)), {
        'full by bytes': { refused: ['ENOSPC'], tree },
        'full by inodes': { refused: ['ENOSPC'], tree },
        'read-only': 'EROFS',
      });
    },
  );

  test('a process that may open no more files refuses the publish and leaves the volume as it was', (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(before);
    const args = [
      '-c',
      'ulimit -n 100 && exec "$0" "$1"',
      process.execPath,
      fileURLToPath(import.meta.url),
    ];
    const env = { ...process.env, PUBLISH_HERE: target };
    const output = execFileSync('sh', args, { env, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(output), { refused: ['EMFILE'], tree: wholeTree(t) });
  });

  test('a key whose path is too long in this place is refused, and nothing is left behind', (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(before);
    const untouched = tree(target);
    // Valid by itself: 4,096 bytes.
    const key = ['z', ...Array.from({ length: 16 }, () => 'x'.repeat(254)), 'y'.repeat(14)].join(
      '/',
    );
    const tooLong = payload({ kept: '2', [key]: '2' });
    assert.throws(
      () => new AtomicWriter(target).write(tooLong),
      (error) => {
        assert.ok(
          error instanceof VolumeError && error.failure.code === 'file-system',
          String(error),
        );
        assert.equal(error.failure.errno, 'ENAMETOOLONG');
        return true;
      },
    );
    assert.deepEqual(tree(target), untouched);
  });
}

/** Leaves `spare` of what there is, publishes, and begins again with one more, until it works. */
function fillUp(disk: string, fill: (filler: string, spare: number) => void): unknown {
  const [target, filler] = [join(disk, 'volume'), join(disk, 'filler')];
  new AtomicWriter(target).write(before);
  const untouched = tree(target);
  const refused: string[] = [];
  for (;;) {
    rmSync(filler, { recursive: true, force: true });
    fill(filler, refused.length);
    const free = freeOf(disk);
    const outcome = publish(target);
    if (outcome === 'published') break;
    refused.push(outcome);
    assert.deepEqual(freeOf(disk), free, 'something is left behind');
    assert.deepEqual(tree(target), untouched);
  }
  assert.ok(refused.length > 3, `refused ${refused.length} times`);
  return { refused: [...new Set(refused)], tree: tree(target) };
}

function freeOf(disk: string): { blocks: number; inodes: number } {
  const { bfree, ffree } = statfsSync(disk);
  return { blocks: bfree, inodes: ffree };
}

function fullDisks(dir: string): Record<string, unknown> {
  const mounted = (name: string, options: string): string => {
    const disk = join(dir, name);
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk]);
    mkdirSync(join(disk, 'volume'));
    return disk;
  };
  const bytes = mounted('bytes', 'size=256k');
  const fillBytes = (filler: string, spare: number) =>
    writeFileSync(filler, Buffer.alloc((freeOf(bytes).blocks - spare) * PAGE));
  const inodes = mounted('inodes', 'nr_inodes=64');
  const fillInodes = (filler: string, spare: number) => {
    mkdirSync(filler);
    while (freeOf(inodes).inodes > spare) mkdtempSync(join(filler, 'd'));
  };
  const readOnly = mounted('read-only', 'size=256k');
  const target = join(readOnly, 'volume');
  new AtomicWriter(target).write(before);
  execFileSync('mount', ['-o', 'remount,bind,ro', readOnly]);
  return {
    'full by bytes': fillUp(bytes, fillBytes),
    'full by inodes': fillUp(inodes, fillInodes),
    'read-only': publish(target),
  };
}

/** The same with files to open: with none to spare, one, and so on. */
function withoutFiles(target: string): Record<string, unknown> {
  const refused = new Set<string>();
  for (let spare = 0; ; spare++) {
    const untouched = tree(target);
    const open = openAll();
    for (const fd of open.splice(0, spare)) closeSync(fd);
    const outcome = publish(target);
    for (const fd of open) closeSync(fd);
    if (outcome === 'published') return { refused: [...refused], tree: tree(target) };
    assert.deepEqual(tree(target), untouched);
    refused.add(outcome);
  }
}

function openAll(): number[] {
  const open: number[] = [];
  try {
    for (;;) open.push(openSync('/dev/null', 'r'));
  } catch (error) {
    assert.equal(errnoOf(error), 'EMFILE');
    return open;
  }
}

const [mountHere, publishHere] = [inNamespace(), process.env['PUBLISH_HERE']];
if (mountHere !== undefined) console.log(JSON.stringify(fullDisks(mountHere)));
else if (publishHere !== undefined) console.log(JSON.stringify(withoutFiles(publishHere)));
else registerTests();
