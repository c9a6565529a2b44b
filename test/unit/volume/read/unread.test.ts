// What a version may hold that is not read: named with the reason, never followed, never waited for.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import {
  type FileSystem,
  type Limits,
  nodeFileSystem,
  readSnapshot,
} from '../../../../src/volume/index.ts';
import { DEFAULT_LIMITS } from '../../../../src/volume/read/snapshot.ts';
import { observed, systemError } from '../../../shared/fileSystems.ts';
import { told, versionToFill } from '../../../shared/volumes.ts';

function read(target: string, limits: Partial<Limits> = {}): Record<string, string> {
  return told(readSnapshot(nodeFileSystem, target, { ...DEFAULT_LIMITS, ...limits }));
}

test('links, sockets, FIFOs and reserved names inside a version are named, not read', (t) => {
  const { target, version } = versionToFill(t);
  writeFileSync(join(version, 'a'), 'text');
  writeFileSync(join(target, 'outside'), 'secret');
  symlinkSync('../outside', join(version, 'link'));
  symlinkSync('..', join(version, 'loop'));
  symlinkSync('nowhere', join(version, 'dangling'));
  writeFileSync(join(version, '..reserved'), '');
  mkdirSync(join(version, 'dir'));
  writeFileSync(join(version, 'dir', '..fine'), 'fine');
  execFileSync('mkfifo', [join(version, 'fifo')]);
  writeFileSync(Buffer.concat([Buffer.from(`${version}${sep}`), Buffer.from([0xe9])]), '');
  assert.deepEqual(read(target), {
    a: 'text',
    'dir/..fine': 'fine',
    '! ..reserved': 'reserved-name',
    '! dangling': 'link',
    '! fifo': 'special-file',
    '! link': 'link',
    '! loop': 'link',
    '! \uFFFD': 'name-not-utf8',
  });
});

test('what takes the place of a file after it was listed is not read either', (t) => {
  const { target, version } = versionToFill(t);
  writeFileSync(join(target, 'outside'), 'secret');
  const replacements: [string, () => void, string][] = [
    ['link', () => symlinkSync('../outside', join(version, 'a')), 'link'],
    ['fifo', () => execFileSync('mkfifo', [join(version, 'a')]), 'special-file'],
    ['directory', () => mkdirSync(join(version, 'a')), 'special-file'],
    ['nothing', () => undefined, 'read-error'],
  ];
  for (const [what, replace, reason] of replacements) {
    rmSync(join(version, 'a'), { recursive: true, force: true });
    writeFileSync(join(version, 'a'), 'text');
    const replacing = observed((_count, call) => {
      if (call !== 'openForReading') return;
      rmSync(join(version, 'a'));
      replace();
    });
    assert.deepEqual(told(readSnapshot(replacing, target)), { '! a': reason }, what);
  }
});

test('a file that cannot be opened, listed or read is left out with the reason', (t) => {
  const { target, version } = versionToFill(t);
  mkdirSync(join(version, 'dir'));
  for (const key of ['a', 'b', 'dir/c']) writeFileSync(join(version, key), key);
  const refusing = (refused: keyof FileSystem, path: string, errno: string): FileSystem =>
    observed((_count, call, [at]) => {
      if (call === refused && (typeof at === 'number' || at === join(version, path))) {
        throw systemError(errno, call);
      }
    });
  const cases: [keyof FileSystem, string, string, Record<string, string>][] = [
    ['openForReading', 'a', 'EACCES', { '! a': 'no-permission', b: 'b', 'dir/c': 'dir/c' }],
    ['openForReading', 'a', 'EMFILE', { '! a': 'read-error', b: 'b', 'dir/c': 'dir/c' }],
    ['readdir', 'dir', 'EACCES', { a: 'a', b: 'b', '! dir': 'no-permission' }],
    ['read', '', 'EIO', { '! a': 'read-error', '! b': 'read-error', '! dir/c': 'read-error' }],
  ];
  for (const [call, path, errno, expected] of cases) {
    assert.deepEqual(told(readSnapshot(refusing(call, path, errno), target)), expected);
  }
  assert.deepEqual(readSnapshot(refusing('readdir', '.', 'EACCES'), target), {
    state: 'unreadable',
    errno: 'EACCES',
  });
});

test('what exceeds a limit is left unread, or the whole version is too large', (t) => {
  const { target, version } = versionToFill(t);
  mkdirSync(join(version, 'one', 'two'), { recursive: true });
  for (const key of ['a', 'one/b', 'one/two/c']) writeFileSync(join(version, key), '12345');
  const all = { a: '12345', 'one/b': '12345', 'one/two/c': '12345' };
  const tooLarge = (limits: Partial<Limits>) => {
    const snapshot = readSnapshot(nodeFileSystem, target, { ...DEFAULT_LIMITS, ...limits });
    return snapshot.state === 'too-large' ? snapshot.limit : snapshot.state;
  };
  assert.deepEqual(read(target, { entries: 5, totalBytes: 15, fileBytes: 5, depth: 3 }), all);
  assert.equal(tooLarge({ entries: 4 }), 'entries');
  assert.equal(tooLarge({ totalBytes: 14 }), 'totalBytes');
  const { 'one/two/c': _, ...shallow } = all;
  assert.deepEqual(read(target, { depth: 2 }), { ...shallow, '! one/two': 'too-deep' });
  writeFileSync(join(version, 'a'), '123456');
  const { a: __, ...small } = all;
  assert.deepEqual(read(target, { fileBytes: 5 }), { ...small, '! a': 'too-large' });
});
