// How a program gets from the name of a key to its bytes.

import assert from 'node:assert/strict';
import { rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { linkChain } from '../../../../src/volume/read/linkChain.ts';
import { parseKeyPath } from '../../../../src/volume/payload.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

/** Each step as `kind path -> target`, below the target directory. */
function chain(target: string, key: string): string[] {
  return linkChain(nodeFileSystem, target, parseKeyPath(key)).map(({ path, target: to, stat }) =>
    [
      stat?.kind ?? 'nothing',
      path.slice(target.length + 1),
      ...(to === undefined ? [] : ['->', to]),
    ]
      .join(' ')
      .replace(/\.\.\d[\d_.]+/, '<ts>'),
  );
}

test('the way to a key leads through its link and ..data to the file', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ 'dir/key': '1', key: ['12', 0o600] }));
  assert.deepEqual(chain(target, 'key'), [
    'link key -> ..data/key',
    'link ..data -> <ts>',
    'file <ts>/key',
  ]);
  assert.deepEqual(chain(target, 'dir/key'), [
    'link dir -> ..data/dir',
    'link ..data -> <ts>',
    'file <ts>/dir/key',
  ]);
  const { stat } = linkChain(nodeFileSystem, target, parseKeyPath('key'))[2] ?? {};
  assert.deepEqual([stat?.size, stat?.mode], [2, 0o600]);
});

test('where the way ends, nothing is told as nothing', (t) => {
  const target = tempTarget(t);
  const { timestampDir } = new AtomicWriter(target).write(payload({ key: '1' }));
  assert.deepEqual(chain(target, 'other'), [
    'nothing other',
    'link ..data -> <ts>',
    'nothing <ts>/other',
  ]);
  unlinkSync(join(target, 'key'));
  rmSync(join(target, timestampDir), { recursive: true });
  assert.deepEqual(chain(target, 'key'), ['nothing key', 'link ..data -> <ts>']);
  unlinkSync(join(target, '..data'));
  assert.deepEqual(chain(target, 'key'), ['nothing key', 'nothing ..data']);
});

test('a ..data that leads outside is shown and not followed', (t) => {
  const target = tempTarget(t);
  symlinkSync('/etc', join(target, '..data'));
  assert.deepEqual(chain(target, 'hostname'), ['nothing hostname', 'link ..data -> /etc']);
});

test('below a folder that is a link nothing is looked up', (t) => {
  const target = tempTarget(t);
  const { timestampDir } = new AtomicWriter(target).write(payload({ key: '1' }));
  symlinkSync('/etc', join(target, timestampDir, 'etc'));
  const looked: unknown[] = [];
  const fileSystem = observed((_count, call, [path]) => {
    if (call === 'lstat') looked.push(path);
  });
  linkChain(fileSystem, target, parseKeyPath('etc/ssl/certs'));
  assert.equal(looked.at(-1), join(target, timestampDir, 'etc'));
});
