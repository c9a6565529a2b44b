// A path of one kind in the place of another is refused by tsc: a line below that compiles is an error.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inDirectory } from '../../../src/volume/directory.ts';
import type { FileSystem } from '../../../src/volume/index.ts';
import { topLevelName } from '../../../src/volume/layout.ts';
import { at, type VolumePath } from '../../../src/volume/paths.ts';
import { parseKeyPath } from '../../../src/volume/payload.ts';
import { removeTree } from '../../../src/volume/write/removeTree.ts';

test('what is in a directory has its path before its name', () => {
  assert.equal(at('/srv/config', topLevelName('conf/a')), '/srv/config/conf');
});

/** Checked, never run. */
export function mixUps(fs: FileSystem, targetDir: string, path: VolumePath): void {
  const key = parseKeyPath('conf/a');
  // A name without its directory would be looked for where this process happens to be.
  // @ts-expect-error
  fs.unlink('..data_tmp');
  // @ts-expect-error
  fs.symlink(at(targetDir, '..data'), 'app.yaml');
  // @ts-expect-error
  removeTree(fs, targetDir);
  // A key is below a version's directory, and in the target directory leads through a link into the active one.
  // @ts-expect-error
  fs.create(key, 0o600);
  // @ts-expect-error
  at(targetDir, key);
  // A path of several elements may lead through a link that somebody puts there.
  // @ts-expect-error
  at(targetDir, path);
  // The two the wrong way round.
  // @ts-expect-error
  at(topLevelName(key), targetDir);
  // @ts-expect-error
  at(key, at(targetDir, '..data'));
  inDirectory(fs, at(targetDir, '..data'), (base) => {
    fs.rmdir(at(base, 'conf'));
    // @ts-expect-error
    fs.rmdir(`${base}/conf`);
  });
}
