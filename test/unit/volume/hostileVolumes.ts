// Volumes made by someone who means ill, what is read of them and what is said about them.

import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Snapshot } from '../../../src/volume/index.ts';

const V1 = '..2026_01_01_00_00_00.1';
const V2 = '..2026_01_02_00_00_00.2';

export interface Hostile {
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

export const hostileVolumes: readonly Hostile[] = [
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
