// What dead and live writers leave in a target directory, and what the next publish does about it.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { at } from '../../../../src/volume/paths.ts';
import { repair } from '../../../../src/volume/repair/repair.ts';
import { planRepair } from '../../../../src/volume/repair/repairPlan.ts';
import { findLeftovers } from '../../../../src/volume/write/leftovers.ts';
import { impatient, later, observed, systemError } from '../../../shared/fileSystems.ts';
import { failure, payload, tempTarget, tree } from '../../../shared/volumes.ts';

const ORPHAN = '..2026_01_01_00_00_00.1';
const MINUTE = 60_000;

const published = ['d <ts> 755', 'f <ts>/key 644 31', 'l ..data -> <ts>', 'l key -> ..data/key'];

function write(target: string, text: string, fileSystem: FileSystem = nodeFileSystem) {
  return new AtomicWriter(target, { fileSystem }).write(payload({ key: text }));
}

for (const text of ['1', '0']) {
  const what = text === '1' ? 'an unchanged' : 'a changed';

  test(`${what} publish makes links that are missing and removes dangling ones`, (t) => {
    const target = tempTarget(t);
    write(target, text);
    unlinkSync(join(target, 'key'));
    symlinkSync('..data/gone', join(target, 'gone'));
    assert.equal(write(target, '1').changed, text !== '1');
    assert.deepEqual(tree(target), published);
  });

  test(`${what} publish removes a ..data_tmp that nobody holds any more`, (t) => {
    const target = tempTarget(t);
    write(target, text);
    symlinkSync(ORPHAN, join(target, '..data_tmp'));
    write(target, '1', later(3_000));
    assert.deepEqual(tree(target), published);
  });

  test(`${what} publish removes a timestamp directory older than ten minutes, no younger one`, (t) => {
    const target = tempTarget(t);
    write(target, text);
    mkdirSync(join(target, ORPHAN, 'dir'), { recursive: true });
    writeFileSync(join(target, ORPHAN, 'dir', 'file'), '');
    write(target, '1', later(9 * MINUTE));
    assert.deepEqual(tree(target), [
      `d ${ORPHAN} 755`,
      `d ${ORPHAN}/dir 755`,
      'd <ts> 755',
      `f ${ORPHAN}/dir/file 644 `,
      ...published.slice(1),
    ]);
    write(target, '1', later(11 * MINUTE));
    assert.deepEqual(tree(target), published);
  });
}

test('what a link in a removed directory leads to is let be', (t) => {
  const [target, outside] = [tempTarget(t), tempTarget(t)];
  writeFileSync(join(outside, 'precious'), '');
  const { timestampDir } = write(target, '0');
  mkdirSync(join(target, ORPHAN));
  for (const directory of [timestampDir, ORPHAN]) {
    symlinkSync(outside, join(target, directory, 'link'));
  }
  write(target, '1', later(11 * MINUTE));
  assert.deepEqual(tree(target), published);
  assert.deepEqual(tree(outside), ['f precious 644 ']);
});

test('what came into the old version while it was replaced goes with it', (t) => {
  const target = tempTarget(t);
  const { timestampDir } = write(target, '0');
  const late = observed((_count, call) => {
    if (call === 'rename') writeFileSync(join(target, timestampDir, 'late'), '');
  });
  write(target, '1', late);
  assert.deepEqual(tree(target), published);
});

test('a directory of the old version that became a link meanwhile is not followed', (t) => {
  const [target, outside] = [tempTarget(t), tempTarget(t)];
  const writer = new AtomicWriter(target);
  const { timestampDir } = writer.write(payload({ 'dir/key': '0' }));
  writeFileSync(join(outside, 'key'), '');
  const inner = join(target, timestampDir, 'dir');
  const relinked = observed((_count, call) => {
    if (call !== 'rename') return;
    rmSync(inner, { recursive: true });
    symlinkSync(outside, inner);
  });
  write(target, '1', relinked);
  assert.deepEqual(tree(target), published);
  assert.deepEqual(tree(outside), ['f key 644 ']);
});

test('links are put right though they matched, when another version came between', (t) => {
  const target = tempTarget(t);
  write(target, '0');
  const slow = new AtomicWriter(target).steps(payload({ key: '1' }));
  for (let step = 0; step < 7; step++) slow.next();
  new AtomicWriter(target).write(payload({ other: '' }));
  assert.deepEqual([...slow].at(-1), 'clear leftovers');
  assert.deepEqual(tree(target), published);
});

test('after a swap the links are those of the version that another writer put in its place', (t) => {
  const target = tempTarget(t);
  for (const step of new AtomicWriter(target).steps(payload({ mine: '1' }))) {
    if (step === 'swap') new AtomicWriter(target).write(payload({ theirs: '2' }));
  }
  assert.deepEqual(
    readdirSync(target).filter((name) => !name.startsWith('..')),
    ['theirs'],
  );
});

test('the first publish heals a ..data_tmp that was left before there was any version', (t) => {
  const target = tempTarget(t);
  symlinkSync(ORPHAN, join(target, '..data_tmp'));
  write(target, '1', later(3_000));
  assert.deepEqual(tree(target), published);
});

test('what is no timestamp directory is no leftover, however old', (t) => {
  const target = tempTarget(t);
  for (const name of ['..something', '..2026', '..2026_01_01_00_00_00.12345678901', 'plain']) {
    mkdirSync(join(target, name));
  }
  symlinkSync('/nowhere', join(target, ORPHAN));
  const before = tree(target);
  write(target, '1', later(11 * MINUTE));
  assert.deepEqual(tree(target), [...published, ...before].sort());
});

test('a link of ours is waited for while its holder may be alive, and then taken over', (t) => {
  const target = tempTarget(t);
  const fileSystem = impatient();
  symlinkSync(ORPHAN, join(target, '..data_tmp'));
  write(target, '1', fileSystem);
  assert.ok(fileSystem.waited > 1_900 && fileSystem.waited < 2_100, `${fileSystem.waited} ms`);
  assert.deepEqual(tree(target), published);
});

test('it is taken over from a clock that is behind as well', (t) => {
  const target = tempTarget(t);
  symlinkSync(ORPHAN, join(target, '..data_tmp'));
  const waiting = impatient();
  const anHourAgo = { ...waiting, now: () => waiting.now() - 60 * MINUTE };
  write(target, '1', anHourAgo);
  assert.ok(waiting.waited > 1_900 && waiting.waited < 2_100, `${waiting.waited} ms`);
  assert.deepEqual(tree(target), published);
});

test('live writers that never let go make a publish busy after five seconds', (t) => {
  const target = tempTarget(t);
  write(target, '0');
  const tmp = join(target, '..data_tmp');
  symlinkSync(ORPHAN, tmp);
  const waiting = impatient();
  let round = 0;
  const fileSystem: FileSystem = {
    ...waiting,
    wait: (milliseconds) => {
      waiting.wait(milliseconds);
      // Another writer has it now.
      unlinkSync(tmp);
      symlinkSync(`${ORPHAN}${round++ % 10}`, tmp);
    },
    lstat: (path) => {
      const stat = nodeFileSystem.lstat(path);
      return path === tmp ? { ...stat, id: String(round), ctimeMs: waiting.now() } : stat;
    },
  };
  const before = tree(target).filter((line) => !line.startsWith('l ..data_tmp'));
  assert.throws(() => write(target, '1', fileSystem), failure({ code: 'busy' }));
  assert.ok(waiting.waited > 4_900 && waiting.waited < 5_200, `${waiting.waited} ms`);
  assert.match(readlinkSync(tmp), /^\.\.2026_01_01_00_00_00\.1\d$/);
  assert.deepEqual(
    tree(target).filter((line) => !line.startsWith('l ..data_tmp')),
    before,
  );
});

test('a writer whose ..data_tmp another one took over gives up', (t) => {
  const target = tempTarget(t);
  const slow = new AtomicWriter(target).steps(payload({ key: 'slow', extra: '' }));
  for (let step = 0; step < 8; step++) slow.next();
  write(target, '1', later(3_000));
  assert.throws(() => slow.next(), failure({ code: 'busy' }));
  assert.deepEqual(tree(target), published);
});

test('it does not make active what the other one has not published yet', (t) => {
  const target = tempTarget(t);
  const until8 = (text: string, fileSystem: FileSystem) => {
    const steps = new AtomicWriter(target, { fileSystem }).steps(payload({ key: text }));
    for (let step = 0; step < 8; step++) steps.next();
    return steps;
  };
  const slow = until8('slow', nodeFileSystem);
  const healer = until8('1', later(3_000));
  assert.throws(() => slow.next(), failure({ code: 'busy' }));
  assert.deepEqual(
    tree(target).filter((line) => line.startsWith('l ..data ')),
    [],
  );
  assert.deepEqual([...healer], ['swap', 'match links', 'remove old version', 'clear leftovers']);
  assert.deepEqual(tree(target), published);
});

test('a writer that gives up leaves the links to a version that came meanwhile', (t) => {
  const target = tempTarget(t);
  let others = 0;
  const interrupted = observed((_count, call, [path]) => {
    if (call === 'unlink' && path === join(target, 'key') && others++ === 0) write(target, '1');
  });
  const first = new AtomicWriter(target, { fileSystem: interrupted }).steps(payload({ key: '0' }));
  for (let step = 0; step < 7; step++) first.next();
  first.return(undefined as never);
  assert.equal(others, 1);
  assert.deepEqual(tree(target), published);
});

test('a target directory that goes away in mid-publish is said to be missing', (t) => {
  const target = tempTarget(t);
  const inner = at(target, 'volume');
  mkdirSync(inner);
  const gone = observed((_count, call) => {
    if (call === 'mkdir') nodeFileSystem.rename(inner, at(target, 'moved'));
  });
  assert.throws(() => write(inner, '1', gone), failure({ code: 'no-target-directory' }));
});

test('while ..data cannot be read, no directory passes for an orphan', (t) => {
  const target = tempTarget(t);
  write(target, '1');
  const old = later(11 * MINUTE);
  const blind: FileSystem = {
    ...old,
    readlink: () => {
      throw systemError('EIO', 'readlink');
    },
  };
  assert.deepEqual(findLeftovers(blind, target).orphans, []);
  mkdirSync(join(target, ORPHAN));
  assert.deepEqual(findLeftovers(old, target), {
    staleNewDataDir: false,
    orphans: [ORPHAN],
  });
});

test('what becomes active while leftovers are looked for is none, whatever the clocks say', (t) => {
  const target = tempTarget(t);
  write(target, '0');
  let looks = 0;
  const late = observed(
    (_count, call, [path]) => {
      // The second look at the directory is the one for leftovers; the first was for the links.
      if (call === 'readdir' && path === target && ++looks === 2) write(target, '1');
    },
    later(11 * MINUTE),
  );
  write(target, '0', late);
  assert.deepEqual(tree(target), published);
});

test('a timestamp directory with the active version inside it is no orphan', (t) => {
  const target = tempTarget(t);
  mkdirSync(join(target, ORPHAN, 'inner'), { recursive: true });
  symlinkSync(`${ORPHAN}/inner`, join(target, '..data'));
  assert.deepEqual(findLeftovers(later(11 * MINUTE), target).orphans, []);
});

test('a young ..data_tmp may become a leftover, an old one is one', (t) => {
  const target = tempTarget(t);
  symlinkSync(ORPHAN, join(target, '..data_tmp'));
  const { nextIn, ...leftovers } = findLeftovers(nodeFileSystem, target);
  assert.deepEqual(leftovers, { staleNewDataDir: false, orphans: [] });
  assert.ok(nextIn !== undefined && Math.abs(nextIn - 2_000) < 1_000, String(nextIn));
  assert.deepEqual(findLeftovers(later(3_000), target), {
    staleNewDataDir: true,
    orphans: [],
  });
});

/** A server whose clock is so far behind ours, in which all that is there was made now. */
function behind(milliseconds: number): FileSystem {
  return { ...nodeFileSystem, now: () => Date.now() + milliseconds };
}

for (const [what, text] of [
  ['changed', '0'],
  ['unchanged', '1'],
] as const) {
  test(`what live writers work on is left alone by a ${what} publish, though their clock is behind ours`, (t) => {
    const target = tempTarget(t);
    write(target, text);
    mkdirSync(join(target, ORPHAN));
    write(target, '1', behind(60 * MINUTE));
    assert.ok(existsSync(join(target, ORPHAN)));
  });
}

test('so it is by a repair', (t) => {
  const target = tempTarget(t);
  write(target, '1');
  mkdirSync(join(target, ORPHAN));
  const server = behind(60 * MINUTE);
  const before = tree(target);
  const plan = planRepair(server, target, { kind: 'orphan', timestampDir: ORPHAN, changedAt: 0 });
  assert.ok(plan.state === 'planned');
  const refused = { state: 'refused', refusal: { why: 'busy' } };
  assert.deepEqual(repair(server, target, plan), refused);
  assert.deepEqual(tree(target), before);
  symlinkSync(ORPHAN, join(target, '..data_tmp'));
  const freeing = planRepair(server, target, { kind: 'stale-new-data-dir' });
  assert.ok(freeing.state === 'planned');
  assert.deepEqual(repair(server, target, freeing), refused);
  assert.equal(readlinkSync(join(target, '..data_tmp')), ORPHAN);
});

test('a link that a faster healer has taken by now is not taken over, and nothing put in its place', (t) => {
  const target = tempTarget(t);
  write(target, '0');
  const before = tree(target);
  const tmp = join(target, '..data_tmp');
  symlinkSync(ORPHAN, tmp);
  const old = later(3_000);
  const taken: unknown[] = [];
  const slow = observed((_count, call, args) => {
    if (call === 'symlink' && args[1] === tmp) taken.push(args[0]);
    if (!args.includes(tmp) || !['unlink', 'rename'].includes(call)) return;
    if (readlinkSync(tmp) !== ORPHAN) return;
    unlinkSync(tmp);
    symlinkSync('..faster', tmp);
  }, old);
  // The faster one may rename what is there at any moment, and would make ours active in its own place.
  assert.throws(() => write(target, '1', slow), failure({ code: 'busy' }));
  assert.equal(taken.length, 1, 'only the attempt that found it held');
  assert.deepEqual(tree(target), before);
});
