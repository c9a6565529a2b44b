// Volumes made by someone who means ill: nothing outside is read or touched, nothing hangs, and each has its words.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { type TestContext, test } from 'node:test';
import { publishEdits } from '../../src/volume/edits.ts';
import {
  AtomicWriter,
  type FileSystem,
  readSnapshot,
  type Snapshot,
  VolumeError,
} from '../../src/volume/index.ts';
import { remember } from '../../src/volume/known.ts';
import { linkChain } from '../../src/volume/linkChain.ts';
import { parseKeyPath } from '../../src/volume/payload.ts';
import { findProblems } from '../../src/volume/problems.ts';
import { repair } from '../../src/volume/repair.ts';
import { planRepair } from '../../src/volume/repairPlan.ts';
import { stamps } from './brokenVolumes.ts';
import { later, observed } from './fileSystems.ts';
import { contents, payload, tempTarget, told } from './volumes.ts';

const MINUTE = 60_000;
const V1 = '..2026_01_01_00_00_00.1';
const V2 = '..2026_01_02_00_00_00.2';

/** Looks where each call really goes. What is asked of a path itself, and where it leads, is no reading of it. */
function guarded(target: string): FileSystem & { readonly escapes: readonly string[] } {
  const root = realpathSync(target);
  const escapes: string[] = [];
  const fileSystem = observed(
    (_count, call, args) => {
      const path = args.findLast((arg) => typeof arg === 'string');
      if (path === undefined || call === 'realpath' || call === 'checkWritable') return;
      if (path === target || path === `${target}${sep}.`) return;
      const isFollowed = call === 'readdir' || call === 'chmod';
      const real = realOf(isFollowed ? path : dirname(path));
      if (real !== undefined && real !== root && !real.startsWith(`${root}${sep}`)) {
        escapes.push(`${call} ${path}`);
      }
    },
    later(11 * MINUTE),
  );
  return Object.assign(fileSystem, { escapes });
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // leads nowhere
  }
}

interface Hostile {
  name: string;
  make: (target: string, outside: string) => void;
  /** Key → text, `! path` → why it is not read; or the state. */
  snapshot: Record<string, string> | Snapshot['state'];
  problems: string[];
  /** Whether a publish works. */
  publish: 'works' | 'in-the-way' | 'file-system';
}

/** A version with a key, and what `fill` puts into it. */
function version(fill: (version: string, outside: string, target: string) => void) {
  return (target: string, outside: string): void => {
    mkdirSync(join(target, V1));
    symlinkSync(V1, join(target, '..data'));
    writeFileSync(join(target, V1, 'key'), 'text');
    symlinkSync('..data/key', join(target, 'key'));
    fill(join(target, V1), outside, target);
  };
}

function bytes(directory: string, name: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(`${directory}${sep}`), Buffer.from(name)]);
}

const NOT_UTF8 = [0x61, 0xff, 0xfe];

const hostile: Hostile[] = [
  {
    name: '..data to a directory outside',
    make: (target, outside) => symlinkSync(outside, join(target, '..data')),
    snapshot: 'outside',
    problems: ['data-link-outside'],
    publish: 'works',
  },
  {
    name: '..data through the parent, and a directory on the way',
    make: (target, outside) => {
      mkdirSync(join(target, V1));
      const up = join(V1, '..', '..', outside.slice(outside.lastIndexOf(sep)));
      symlinkSync(up, join(target, '..data'));
    },
    snapshot: 'outside',
    problems: ['data-link-outside', 'orphan'],
    publish: 'works',
  },
  {
    name: 'a timestamp directory that is a link outside',
    make: (target, outside) => {
      symlinkSync(outside, join(target, V1));
      symlinkSync(V1, join(target, '..data'));
    },
    snapshot: 'outside',
    problems: ['data-link-outside'],
    publish: 'works',
  },
  {
    name: 'a circle of links',
    make: (target) => {
      symlinkSync('..b', join(target, '..data'));
      symlinkSync('..data', join(target, '..b'));
    },
    snapshot: 'outside',
    problems: ['data-link-outside'],
    publish: 'works',
  },
  {
    name: 'a chain of a hundred links',
    make: (target) => {
      for (let n = 0; n < 100; n++) symlinkSync(`..link${n + 1}`, join(target, `..link${n}`));
      mkdirSync(join(target, '..link100'));
      symlinkSync('..link0', join(target, '..data'));
    },
    snapshot: 'outside',
    problems: ['data-link-outside'],
    publish: 'works',
  },
  {
    name: '..data to a name with a newline and colours',
    make: (target) => symlinkSync('..v1\n\u001B[31m\u202E', join(target, '..data')),
    snapshot: 'dangling',
    problems: ['data-link-dangles'],
    publish: 'works',
  },
  {
    name: 'keys and folders that are links',
    make: version((version, outside) => {
      symlinkSync(join(outside, 'secret'), join(version, 'file'));
      symlinkSync(outside, join(version, 'folder'));
      symlinkSync('.', join(version, 'self'));
      symlinkSync('loop', join(version, 'loop'));
      mkdirSync(join(version, 'dir'));
      symlinkSync('..', join(version, 'dir', 'up'));
    }),
    snapshot: {
      key: 'text',
      '! dir/up': 'link',
      '! file': 'link',
      '! folder': 'link',
      '! loop': 'link',
      '! self': 'link',
    },
    problems: [...Array<string>(5).fill('missing-link'), ...Array<string>(5).fill('unread-key')],
    publish: 'works',
  },
  {
    name: 'user-visible links and orphans that lead outside',
    make: version((version, outside, target) => {
      mkdirSync(join(version, 'conf'));
      writeFileSync(join(version, 'conf', 'secret'), 'ours');
      symlinkSync(outside, join(target, 'conf'));
      symlinkSync(outside, join(target, V2));
      mkdirSync(join(target, `${V2}2`));
      symlinkSync(outside, join(target, `${V2}2`, 'link'));
    }),
    snapshot: { 'conf/secret': 'ours', key: 'text' },
    problems: ['orphan', 'foreign-link'],
    publish: 'works',
  },
  {
    name: 'FIFOs wherever there is a name',
    make: version((version, _outside, target) => {
      mkdirSync(join(target, V2));
      const paths = [join(version, 'fifo'), join(target, 'fifo'), join(target, V2, 'fifo')];
      execFileSync('mkfifo', paths);
    }),
    snapshot: { key: 'text', '! fifo': 'special-file' },
    problems: ['orphan', 'in-the-way', 'unread-key'],
    publish: 'works',
  },
  {
    name: 'FIFOs in the place of what a writer makes',
    make: (target) =>
      execFileSync(
        'mkfifo',
        ['..data', '..data_tmp', V1].map((name) => join(target, name)),
      ),
    snapshot: 'data-not-a-link',
    problems: ['data-not-a-link', 'in-the-way'],
    publish: 'in-the-way',
  },
  {
    name: 'names with newlines, colours and directions',
    make: version((version, _outside, target) => {
      for (const name of ['new\nline', '\u001B[31mred', '\u202Egnp.exe', ' ', '-rf']) {
        writeFileSync(join(version, name), name);
        symlinkSync(`..data/${name}`, join(target, name));
      }
    }),
    snapshot: {
      '\u001B[31mred': '\u001B[31mred',
      ' ': ' ',
      '-rf': '-rf',
      key: 'text',
      'new\nline': 'new\nline',
      '\u202Egnp.exe': '\u202Egnp.exe',
    },
    problems: [],
    publish: 'works',
  },
  {
    name: 'names that are no UTF-8, of keys, folders, links and in orphans',
    make: version((version, outside, target) => {
      writeFileSync(bytes(version, NOT_UTF8), '');
      mkdirSync(bytes(version, [0xff]));
      symlinkSync('..data/x', bytes(target, NOT_UTF8));
      mkdirSync(join(target, V2, 'dir'), { recursive: true });
      mkdirSync(bytes(join(target, V2, 'dir'), NOT_UTF8));
      symlinkSync(outside, bytes(join(target, V2), NOT_UTF8));
    }),
    snapshot: { key: 'text', '! \uFFFD': 'name-not-utf8', '! a\uFFFD\uFFFD': 'name-not-utf8' },
    problems: ['orphan', 'unread-key', 'unread-key'],
    publish: 'works',
  },
  {
    name: 'a sparse file of 4 GB',
    make: version((version, _outside, target) => {
      const file = openSync(join(version, 'huge'), 'w');
      ftruncateSync(file, 4 * 2 ** 30);
      closeSync(file);
      symlinkSync('..data/huge', join(target, 'huge'));
    }),
    snapshot: { key: 'text', '! huge': 'too-large' },
    problems: ['unread-key'],
    publish: 'works',
  },
  {
    name: 'a hundred folders in each other',
    make: version((version, _outside, target) => {
      mkdirSync(join(version, ...Array<string>(100).fill('d')), { recursive: true });
      symlinkSync('..data/d', join(target, 'd'));
    }),
    snapshot: { key: 'text', [`! ${Array<string>(64).fill('d').join('/')}`]: 'too-deep' },
    problems: ['unread-key'],
    publish: 'works',
  },
];

for (const { name, make, snapshot: expected, problems, publish } of hostile) {
  test(`${name}: told, and nothing outside is read or touched`, (t) => {
    const { target, outside } = hostileVolume(t, make);
    const untouched = stamps(outside);
    const fileSystem = guarded(target);

    const snapshot = readSnapshot(fileSystem, target);
    assert.deepEqual(snapshot.state === 'read' ? told(snapshot) : snapshot.state, expected);
    const known = remember(fileSystem, target, snapshot, undefined);
    const found = findProblems(fileSystem, target, snapshot, { known }).problems;
    assert.deepEqual(
      found.map(({ kind }) => kind),
      problems,
    );
    for (const problem of found) {
      const plan = planRepair(fileSystem, target, problem);
      if (plan.state === 'planned') {
        assert.deepEqual(repair(fileSystem, target, plan), { state: 'repaired' }, problem.kind);
      }
    }
    for (const key of ['key', 'folder/secret', 'conf/secret', 'dir/up/key']) {
      linkChain(fileSystem, target, parseKeyPath(key));
    }
    assertPublishes(fileSystem, target, publish);

    assert.deepEqual(fileSystem.escapes, []);
    assert.deepEqual(stamps(outside), untouched);
  });
}

function hostileVolume(t: TestContext, make: Hostile['make']) {
  const parent = tempTarget(t);
  const [target, outside] = [join(parent, 'target'), join(parent, 'outside')];
  for (const directory of [target, outside]) mkdirSync(directory);
  writeFileSync(join(outside, 'secret'), 'secret');
  make(target, outside);
  return { target, outside };
}

/** An edit is refused where it would lose anything; a whole payload replaces what is there. */
function assertPublishes(fileSystem: FileSystem, target: string, how: Hostile['publish']): void {
  const snapshot = readSnapshot(fileSystem, target);
  const edits = [{ key: 'new', content: { data: Buffer.from('1') } }];
  if (snapshot.state === 'read' && snapshot.unread.size === 0) {
    publishEdits(fileSystem, target, edits);
  } else assert.throws(() => publishEdits(fileSystem, target, edits), VolumeError);

  const writer = new AtomicWriter(target, { fileSystem: { ...fileSystem, now: Date.now } });
  const write = () => writer.write(payload({ conf: '1', 'dir/a': '2' }));
  if (how === 'works') {
    write();
    assert.deepEqual(contents(target), { conf: '1', 'dir/a': '2' });
  } else {
    assert.throws(write, (error) => error instanceof VolumeError && error.failure.code === how);
  }
}
