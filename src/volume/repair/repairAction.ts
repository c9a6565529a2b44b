// What a repair consists of, and what must hold before each part of it.

import { join } from 'node:path';
import type { ActiveVersion } from '../read/activeVersion.ts';
import { tolerate } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { type NotWritable, whyNotWritable } from '../targetDir.ts';
import { newDataDirState } from '../write/mutex.ts';
import type { Name, VolumePath } from '../paths.ts';
import type { KeyPath } from '../payload.ts';
import type { KeyFile } from '../read/snapshot.ts';

/** Paths are relative to the target directory. A repair touches the paths named here and no others. */
export type RepairAction =
  /** Removes a link. */
  | { action: 'remove'; path: Name; seen: Stamp }
  | { action: 'remove-tree'; path: Name; files: number; bytes: number; seen: Stamp }
  /** Makes a link where nothing is. */
  | { action: 'link'; path: Name; target: string }
  /** Renames a new link over another one. */
  | { action: 'replace-link'; path: Name; target: string; replaced: string; seen: Stamp }
  /** Renames a new `..data` over the old one, or to where there is none. `version`: the directory it will point at. */
  | {
      action: 'swap';
      path: Name;
      target: string;
      replaced?: string;
      seen?: Stamp;
      version: Stamp;
    }
  | { action: 'chmod'; path: VolumePath; mode: number; before: number; seen: Stamp }
  /** Writes what the version holds as a new one. The old one, `replaced`, goes as with any publish. */
  | { action: 'publish'; path: Name; replaced: string; files: readonly Print[] };

/** What the plan saw at a path; an action is done only while this is so. */
export interface Stamp {
  id: string;
  ctimeMs: number;
}

/** What the plan saw of a key. */
export interface Print {
  key: KeyPath;
  digest: string;
  mode: number;
}

export type Refusal =
  /** Nothing here would help, or only a person can tell what is right. */
  | { why: 'explained-only' }
  /** The repair would have to remove a file or directory that may be the only copy. */
  | { why: 'user-data'; path: string }
  /** No directory here is a whole version. */
  | { why: 'no-version' }
  /** The repair would lose this key, because it cannot be read. */
  | { why: 'unread'; key: string }
  | { why: NotWritable }
  /** A live writer is at work, or was a moment ago. */
  | { why: 'busy' }
  /** The path is no longer what the plan saw: look again. */
  | { why: 'changed'; path: string };

/** To be done in this order; the first that fails ends the repair. */
export type Planned = readonly RepairAction[] | Refusal;

export interface RepairRefused {
  state: 'refused';
  refusal: Refusal;
}

export function changed(path: string): Refusal {
  return { why: 'changed', path };
}

/** Why nothing can be repaired at the moment, whatever the plan. */
export function notNow(fs: FileSystem, targetDir: string): Refusal | undefined {
  const refused = whyNotWritable(fs, targetDir);
  if (refused !== undefined) return { why: refused };
  return newDataDirState(fs, targetDir).state === 'live' ? { why: 'busy' } : undefined;
}

/** Equal for two reads only if no update came between. */
export function identityOf(active: ActiveVersion): string {
  if (active.state === 'present') return active.version.identity;
  return 'target' in active ? `${active.state} ${active.target}` : active.state;
}

export function stampOf({ id, ctimeMs }: FileStat): Stamp {
  return { id, ctimeMs };
}

/** Undefined where nothing is. */
export function statAt(fs: FileSystem, targetDir: string, path: string): FileStat | undefined {
  return tolerate(['ENOENT'], () => fs.lstat(join(targetDir, path)));
}

/** Whether the path leads through no link, and so nowhere else. */
export function isDirect(fs: FileSystem, targetDir: string, path: string): boolean {
  return fs.realpath(join(targetDir, path)) === join(fs.realpath(targetDir), path);
}

export function printsOf(files: ReadonlyMap<KeyPath, KeyFile>): Print[] {
  return [...files].map(([key, { digest, mode }]) => ({ key, digest, mode }));
}
