// What a person is told when the operating system refuses a publish: why, what is safe, what to do.

import assert from 'node:assert/strict';
import { VolumeError } from '../../src/volume/failure.ts';
import { explainError } from '../../src/vscode/explain/explainFailure.ts';

const SAFE = 'Nothing was published and the active version is as it was.';

const words: [errno: string, why: string][] = [
  ['ENOSPC', 'no space is left. Make room on its disk (or give it a larger tmpfs) and try again.'],
  ['EDQUOT', 'your share of the disk is used up. Delete files of yours there and try again.'],
  ['EROFS', 'it is mounted read-only. Change the ConfigMap or Secret that it comes from.'],
  ['EACCES', 'you have no permission to write there. Publish as a user who has.'],
  [
    'EPERM',
    'it does not permit this: its files may be locked or not yours, or its file system have no links or modes.',
  ],
  ['EMFILE', 'too many files are open on this machine. Close some programs and try again.'],
  ['EIO', 'its disk failed to read or write. The log of the system may say why.'],
  [
    'ENAMETOOLONG',
    'the path of a key is too long together with that of the volume. Give the key a shorter one.',
  ],
  ['EXDEV', 'another file system is mounted in the middle of it. Unmount that one first.'],
  ['EWHATEVER', 'the file system refused (EWHATEVER). Try again.'],
];

suite('words for failures', () => {
  for (const [errno, why] of words) {
    test(`${errno} is told in words`, () => {
      const path = '/srv/config/..data_tmp';
      const error = new VolumeError({ code: 'file-system', errno, call: 'symlink', path });
      assert.equal(explainError(error, '/srv/config'), `/srv/config: ${why} ${SAFE}`);
    });
  }
});
