// A new version on disk, before anyone sees it: its timestamp directory and the files in it.

import { join } from 'node:path';
import { errnoOf, tolerate } from './failure.ts';
import type { FileStat, FileSystem } from './fileSystem.ts';
import { DIRECTORY_MODE, newTimestampDirName } from './layout.ts';
import { parentsOf, type ValidPayload } from './payload.ts';
import type { PublishedFiles } from './publishedFiles.ts';

/** Makes an empty timestamp directory; returns its name. */
export function makeTimestampDir(fs: FileSystem, targetDir: string): string {
  for (;;) {
    const name = newTimestampDirName(fs.now());
    const path = join(targetDir, name);
    try {
      fs.mkdir(path, DIRECTORY_MODE);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') continue; // the same random number in the same second
      throw error;
    }
    try {
      fs.chmod(path, DIRECTORY_MODE); // whatever the umask
    } catch (error) {
      fs.rmdir(path);
      throw error;
    }
    return name;
  }
}

/** Writes the payload below `root`, with the owners that the keys had in the version before. */
export function writeFiles(
  fs: FileSystem,
  root: string,
  payload: ValidPayload,
  published: PublishedFiles,
): void {
  const made = new Set<string>();
  const owner = published.directory;
  keepOwnerOf(fs, root, owner);
  for (const [key, { data, mode }] of payload) {
    for (const directory of parentsOf(key)) {
      if (made.has(directory)) continue;
      made.add(directory);
      const path = join(root, directory);
      fs.mkdir(path, DIRECTORY_MODE);
      fs.chmod(path, DIRECTORY_MODE);
      keepOwnerOf(fs, path, owner);
    }
    writeFile(fs, join(root, key), data, mode, published.files.get(key) ?? owner);
  }
}

function writeFile(
  fs: FileSystem,
  path: string,
  data: Uint8Array,
  mode: number,
  owner: FileStat | undefined,
): void {
  // Nothing for group and others until it is theirs.
  const fd = fs.create(path, mode & 0o700);
  try {
    keepOwner(
      owner,
      () => fs.fstat(fd),
      (uid, gid) => fs.fchown(fd, uid, gid),
    );
    fs.fchmod(fd, mode);
    let written = 0;
    while (written < data.length) written += fs.write(fd, data, written);
  } finally {
    fs.close(fd);
  }
}

function keepOwnerOf(fs: FileSystem, path: string, owner: FileStat | undefined): void {
  keepOwner(
    owner,
    () => fs.lstat(path),
    (uid, gid) => fs.chown(path, uid, gid),
  );
}

/** In chown: leave it as it is. */
const SAME = -1;

/** Owner and group stay what they were: only root may give files away, others may at least keep a group of theirs. */
function keepOwner(
  owner: FileStat | undefined,
  stat: () => FileStat,
  change: (uid: number, gid: number) => void,
): void {
  if (owner === undefined) return;
  const { uid, gid } = stat();
  const refusals = ['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP'];
  if (uid !== owner.uid && tolerate(refusals, () => change(owner.uid, owner.gid))) return;
  if (gid !== owner.gid) tolerate(refusals, () => change(SAME, owner.gid));
}
