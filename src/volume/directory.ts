// A directory of a volume and what is done in it. It is opened once and never through a link: whoever replaces it by a link
// at that moment, or later, gets nothing outside read, changed or removed.

import { errnoOf } from './failure.ts';
import type { FileSystem } from './fileSystem.ts';
import { type AbsolutePath, at } from './paths.ts';

/** A directory that went, or that something else has replaced: another process was faster. */
export const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK'];

/**
 * Runs `action` in the directory: with a path below which names are looked up in that very directory, and its descriptor.
 *
 * Where a system has no such path (all but Linux), it is the directory's own, and the directory is compared before and
 * after: one that is replaced between is noticed, though too late for what was done in it meanwhile.
 *
 * @throws ENOTDIR or ELOOP for a link, ENOENT for nothing; `path` of what `action` throws is the one given here
 */
export function inDirectory<T>(
  fs: FileSystem,
  path: AbsolutePath,
  action: (base: AbsolutePath, fd: number) => T,
): T {
  const fd = fs.openDirectory(path);
  const base = fs.pathOf(fd);
  try {
    if (base !== undefined) return action(base, fd);
    const { id } = fs.fstat(fd);
    checkSame(fs, path, id);
    const result = action(path, fd);
    checkSame(fs, path, id);
    return result;
  } catch (error) {
    if (base !== undefined) renamePath(error, base, path);
    throw error;
  } finally {
    fs.close(fd);
  }
}

/** The same for a directory below another one, with no link on the way from there. */
export function inDirectoryBelow<T>(
  fs: FileSystem,
  root: string,
  names: readonly string[],
  action: (base: AbsolutePath, fd: number) => T,
): T {
  const [name = '.', ...rest] = names;
  const enter = (base: AbsolutePath, fd: number): T =>
    rest.length === 0 ? action(base, fd) : inDirectoryBelow(fs, base, rest, action);
  return inDirectory(fs, at(root, name), enter);
}

function checkSame(fs: FileSystem, path: string, id: string): void {
  const stat = fs.lstat(path);
  if (stat.kind === 'directory' && stat.id === id) return;
  throw Object.assign(new Error('ENOTDIR: replaced'), { code: 'ENOTDIR', syscall: 'open', path });
}

/** People know nothing of descriptors. */
function renamePath(error: unknown, base: string, path: string): void {
  if (errnoOf(error) === undefined) return;
  const failed = error as NodeJS.ErrnoException;
  if (failed.path === base) failed.path = path;
  if (failed.path?.startsWith(`${base}/`)) failed.path = path + failed.path.slice(base.length);
}
