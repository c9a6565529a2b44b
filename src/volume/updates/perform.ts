// Doing what a plan says. Directories are opened without following a link, so that nothing outside the volume is touched.

import { inDirectoryBelow, NOT_THERE } from '../directory.ts';
import { asVolumeError, tolerate, VolumeError } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { type AbsolutePath, at, type VolumePath } from '../paths.ts';
import type { KeyPath } from '../payload.ts';
import { makeTimestampDir, writeFiles } from '../write/newVersion.ts';
import { NOTHING_PUBLISHED } from '../write/publishedFiles.ts';
import { removeTree } from '../write/removeTree.ts';
import type { GivenVolume } from './givenVolume.ts';
import { type Act, NEW_VERSION, type Moment, type Update, type UpdateStep } from './update.ts';

/** The update that does these steps act by act. */
export function updateOf(volume: GivenVolume, steps: readonly UpdateStep[], end: Moment): Update {
  let timestampDir: string | undefined;
  return {
    before: volume.version,
    steps,
    end,
    get timestampDir() {
      return timestampDir;
    },
    *run() {
      for (const step of steps) {
        yield step;
        if (step.fails !== undefined) throw new VolumeError(step.fails);
        try {
          for (const act of step.does) timestampDir = perform(volume, act, timestampDir);
        } catch (error) {
          if (step.id === 'take ..data_tmp' && timestampDir !== undefined) {
            removeTree(volume.fs, at(volume.targetDir, timestampDir));
          }
          throw asVolumeError(error);
        }
      }
    },
  };
}

/** Returns the name of the update's timestamp directory, if it is there by now. */
function perform(
  { fs, targetDir, payload }: GivenVolume,
  act: Act,
  timestampDir: string | undefined,
): string | undefined {
  const real = (target: string) => target.replace(NEW_VERSION, timestampDir ?? NEW_VERSION);
  switch (act.act) {
    case 'make version':
      return makeTimestampDir(fs, targetDir, undefined).name;
    case 'write version':
      writeFiles(fs, at(targetDir, real(NEW_VERSION)), payload, NOTHING_PUBLISHED, false);
      break;
    case 'link':
      fs.symlink(real(act.target), at(targetDir, act.path));
      break;
    case 'rename':
      fs.rename(at(targetDir, act.path), at(targetDir, act.onto));
      break;
    case 'remove version':
      tolerate(NOT_THERE, () => {
        inParent(fs, targetDir, act.path, (path) => removeTree(fs, path));
      });
      break;
    case 'unlink':
      inParent(fs, targetDir, act.path, (path) => fs.unlink(path));
      break;
    case 'make directory':
      inParent(fs, targetDir, act.path, (path) => fs.mkdir(path, 0o777));
      break;
    case 'remove directory':
      inParent(fs, targetDir, act.path, (path) => fs.rmdir(path));
      break;
    case 'empty':
      inParent(fs, targetDir, act.path, (path) => fs.close(fs.openEmptied(path)));
      break;
    case 'create':
      inParent(fs, targetDir, act.path, (path) => fs.close(fs.create(path, act.mode)));
      break;
    case 'fill':
      inParent(fs, targetDir, act.path, (path) => {
        const { data } = payload.get(act.key as KeyPath) ?? { data: new Uint8Array() };
        fill(fs, path, data);
      });
  }
  return timestampDir;
}

function inParent(
  fs: FileSystem,
  targetDir: string,
  path: VolumePath,
  action: (path: AbsolutePath) => void,
): void {
  const names = path.split('/');
  const name = names.pop() ?? '';
  inDirectoryBelow(fs, targetDir, names, (directory) => action(at(directory, name)));
}

function fill(fs: FileSystem, path: AbsolutePath, data: Uint8Array): void {
  const fd = fs.openEmptied(path);
  try {
    let written = 0;
    while (written < data.length) written += fs.write(fd, data, written);
  } finally {
    fs.close(fd);
  }
}
