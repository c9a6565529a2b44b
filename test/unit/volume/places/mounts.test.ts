// What a mount table says: its lines, the mount that a path is on, and whether that is read-only.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { within } from '../../../shared/processorTime.ts';
import { nodeFileSystem } from '../../../../src/volume/index.ts';
import {
  coveringMount,
  isReadOnlyMount,
  type Mount,
  parseMountInfo,
  pathInFileSystem,
} from '../../../../src/volume/places/mounts.ts';
import { escaped, mountTable } from '../../../shared/mountTables.ts';

test('each line of a mount table is a mount, with the bytes of its names unescaped', () => {
  assert.deepEqual(
    mountTable('docker').map(({ root, mountPoint, options, fileSystemType }) =>
      [root, mountPoint, options.join(), fileSystemType].join(' | '),
    ),
    [
      '/ | / | rw,relatime | overlay',
      '/ | /proc | rw,nosuid,nodev,noexec,relatime | proc',
      '/home/dev/my project | /workspaces/my project | rw,relatime | ext4',
      '/home/dev/my project/config\ta\\b | /etc/two\nlines | rw,relatime | ext4',
      '/home/dev/config/..2026_11_22_10_48_54.374745636 | /etc/of-data | ro,relatime | ext4',
      '/ | /run/secrets | rw,nosuid,nodev,noexec,relatime | tmpfs',
      '/home/dev/.certs | /etc/grün- | ro,relatime | ext4',
      '/ | /mnt/host | rw,relatime | fuse.grpcfuse',
      '/home/dev/old | /workspaces/my project/config | rw,relatime | ext4',
      '/home/dev/new | /workspaces | rw,relatime | ext4',
      '/ | /workspaces/backup | rw,relatime | tmpfs',
    ],
  );
});

test('a line says all of this', () => {
  const line =
    '43 40 8:1 /vol/..v1/app.yaml//deleted /etc/app ro,nosuid shared:1 master:2 - ext4 /dev/sda1 rw,discard';
  assert.deepEqual(parseMountInfo(line), [
    {
      id: 43,
      parent: 40,
      device: '8:1',
      root: '/vol/..v1/app.yaml',
      isRootDeleted: true,
      mountPoint: '/etc/app',
      options: ['ro', 'nosuid'],
      fileSystemType: 'ext4',
      superOptions: ['rw', 'discard'],
    },
  ]);
});

const oddLines: [string, string, string[]][] = [
  ['no line', '', []],
  ['a name that is the separator', '2 1 0:1 /- /- rw - ext4 - rw', ['/-']],
  ['a source without a name', '2 1 0:1 / /a rw - tmpfs  rw', ['/a']],
  ['a source that looks like a separator', '2 1 0:1 / /a rw - tmpfs - rw', ['/a']],
  ['no options of the superblock', '2 1 0:1 / /a rw - tmpfs none', ['/a']],
  ['a root that is no path', '2 1 0:4 net:[4026532281] /a rw - nsfs nsfs rw', ['/a']],
  ['an escape that is none', '2 1 0:1 / /a\\04\\999 rw - tmpfs none rw', ['/a\\04\\999']],
  ['bytes that are no UTF-8', '2 1 0:1 / /a\\377\\040b rw - tmpfs none rw', ['/a\uFFFD b']],
  ['no separator', '2 1 0:1 / /a rw shared:1 tmpfs none rw', []],
  ['no type', '2 1 0:1 / /a rw -', []],
  ['no options', '2 1 0:1 / /a - tmpfs none rw', []],
  ['no id', 'x 1 0:1 / /a rw - tmpfs none rw', []],
  ['a mount point that cannot be reached', '2 1 0:1 / a rw - tmpfs none rw', []],
  ['half a line', '2 1 0:1 / /a rw - tmpfs none rw\n3 1 0:1 /', ['/a']],
];

for (const [what, text, mountPoints] of oddLines) {
  test(`${what}: ${mountPoints.length === 0 ? 'passed over' : 'understood'}`, () => {
    assert.deepEqual(
      parseMountInfo(text).map(({ mountPoint }) => mountPoint),
      mountPoints,
    );
  });
}

const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: fc.constantFrom('a', '.', '-', ' ', '\t', '\n', '\\', '0', '4', 'ü', '語') }),
);
const paths = fc.array(names).map((elements) => `/${elements.join('/').replace(/\0/g, '')}`);
const words = fc.stringMatching(/^[a-z0-9_]+$/);
const numbers = fc.nat();
const mounts: fc.Arbitrary<Mount> = fc.record(
  {
    id: numbers,
    parent: numbers,
    device: fc.tuple(numbers, numbers).map((pair) => pair.join(':')),
    root: paths.filter((path) => !path.endsWith('//deleted')),
    isRootDeleted: fc.boolean(),
    mountPoint: paths,
    options: fc.array(words, { minLength: 1 }),
    fileSystemType: words,
    superOptions: fc.array(words, { minLength: 1 }),
  },
  { noNullPrototype: true },
);
const optionalFields = fc.array(
  fc.constantFrom('shared:1', 'master:2', 'propagate_from:3', 'unbindable'),
);

function written(mount: Mount, optional: readonly string[]): string {
  const { id, parent, device, options, fileSystemType, superOptions } = mount;
  const root = `${escaped(mount.root)}${mount.isRootDeleted ? '//deleted' : ''}`;
  const own = [id, parent, device, root, escaped(mount.mountPoint), options.join()];
  return [...own, ...optional, '-', fileSystemType, 'none', superOptions.join()].join(' ');
}

test('whatever the kernel writes is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(mounts, optionalFields)), (table) => {
      const text = table.map(([mount, optional]) => `${written(mount, optional)}\n`).join('');
      assert.deepEqual(
        parseMountInfo(text),
        table.map(([mount]) => mount),
      );
    }),
  );
});

test('no text makes it fail', () => {
  const piece = fc.constantFrom('1', '2', '/', '/a', 'rw', '-', 'tmpfs', '\\040', '');
  const lines = fc.array(fc.array(piece).map((pieces) => pieces.join(' ')));
  fc.assert(
    fc.property(lines, fc.string(), (lines, text) => {
      parseMountInfo([...lines, text].join('\n'));
    }),
  );
});

test('no tree of mounts leads round in circles', () => {
  const point = fc.constantFrom('/', '/a', '/a/b', '/a/b/c');
  const line = fc
    .tuple(fc.nat(4), fc.nat(4), point)
    .map(([id, parent, point]) => `${id} ${parent} 0:1 / ${point} rw - tmpfs none rw`);
  fc.assert(
    fc.property(fc.array(line), point, (lines, path) => {
      const table = parseMountInfo(lines.join('\n'));
      const above = table.filter(({ mountPoint }) => path.startsWith(mountPoint));
      const mount = coveringMount(table, path);
      assert.equal(mount === undefined, above.length === 0);
      assert.ok(mount === undefined || above.includes(mount));
    }),
    { numRuns: 1_000 },
  );
});

test('a hundred thousand mounts are read and asked in no time', () => {
  const text = Array.from(
    { length: 100_000 },
    (_, n) =>
      `${n + 2} 1 0:${n} / /var/lib/kubelet/pods/${n}/volumes/kubernetes.io~secret/a\\040b rw,relatime shared:${n} - tmpfs tmpfs rw,size=1k`,
  ).join('\n');
  // Quadratic, it would be an hour.
  const found = within(60, () => {
    const table = parseMountInfo(text);
    return table.filter((mount) => coveringMount(table, `${mount.mountPoint}/key`) === mount);
  });
  assert.equal(found.length, 100_000);
});

/** `id parent mountPoint` for each, then path → id of the mount that it is on. */
const trees: [string, string[], Record<string, number | undefined>][] = [
  [
    'the longest mount point counts, by whole names',
    ['1 0 /', '2 1 /etc', '3 2 /etc/app'],
    {
      '/': 1,
      '/etcetera': 1,
      '/etc': 2,
      '/etc/apple': 2,
      '/etc/app': 3,
      '/etc/app/a/b': 3,
      '/x/etc': 1,
    },
  ],
  [
    'of mounts on top of each other the last one counts',
    ['1 0 /', '2 1 /a', '3 2 /a', '4 1 /b', '5 4 /b/c'],
    { '/a': 3, '/a/x': 3, '/b/c/x': 5 },
  ],
  [
    'a mount over a parent directory hides what was mounted below it before',
    ['1 0 /', '2 1 /a/b', '3 1 /a', '4 3 /a/c'],
    { '/a/b': 3, '/a/b/x': 3, '/a/c': 4 },
  ],
  [
    'a table without parents goes by the longest mount point, then by the last line',
    ['1 9 /', '2 9 /a/b', '3 9 /a', '4 9 /a'],
    { '/a': 4, '/a/b/c': 2, '/b': 1 },
  ],
  ['a root may be its own parent', ['1 1 /', '2 1 /a/b', '3 1 /a'], { '/': 1, '/a/b': 3 }],
  ['a part of the tree, as in a chroot', ['5 4 /a', '6 5 /a/b'], { '/a/b': 6, '/': undefined }],
];

for (const [what, lines, expected] of trees) {
  test(what, () => {
    const table = parseMountInfo(
      lines
        .map((line) => line.split(' '))
        .map(([id, parent, point]) => `${id} ${parent} 0:1 / ${point} rw - tmpfs none rw`)
        .join('\n'),
    );
    const answers = Object.keys(expected).map((path) => [path, coveringMount(table, path)?.id]);
    assert.deepEqual(Object.fromEntries(answers), expected);
  });
}

test('a mount is read-only by its own options or those of its file system', () => {
  const readOnly = (table: Mount[]) =>
    table.filter(isReadOnlyMount).map(({ mountPoint }) => mountPoint);
  assert.deepEqual(readOnly(mountTable('docker')), [
    '/etc/of-data',
    '/etc/grün-',
    '/workspaces/backup',
  ]);
  assert.deepEqual(readOnly(mountTable('relocated-kubelet')), [
    '/etc/settings',
    '/etc/trust',
    '/etc/labels',
    '/etc/pki/app',
  ]);
  // A mount option that only begins so: errors=remount-ro.
  assert.ok(!readOnly(mountTable('node')).includes('/'));
});

test('a path below a mount point is found in the file system that is mounted there', () => {
  const table = mountTable('docker');
  const inFileSystem = (path: string): string => {
    const mount = coveringMount(table, path);
    assert.ok(mount !== undefined);
    return pathInFileSystem(mount, path);
  };
  assert.equal(inFileSystem('/etc/two\nlines/x'), '/home/dev/my project/config\ta\\b/x');
  assert.equal(inFileSystem('/run/secrets'), '');
  assert.equal(inFileSystem('/run/secrets/a'), '/a');
  assert.equal(inFileSystem('/srv/a'), '/srv/a');
  // Hidden by the mount over /workspaces.
  assert.equal(
    inFileSystem('/workspaces/my project/config/a'),
    '/home/dev/new/my project/config/a',
  );
});

test('the mount table of this system can be read', { skip: process.platform !== 'linux' }, () => {
  const table = parseMountInfo(nodeFileSystem.mountInfo());
  assert.equal(coveringMount(table, '/proc/self')?.fileSystemType, 'proc');
});
