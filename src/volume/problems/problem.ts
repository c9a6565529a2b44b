// What can be wrong with a volume, as data. Sentences for people are made where they are shown.

import type { UnreadReason } from '../failure.ts';
import type { KeyPath } from '../payload.ts';

/** Names and targets are as on disk: pass them through `shown` before a person sees them. */
export type Problem =
  /** `..data_tmp` of a dead writer, on which the kubelet's own writer fails for ever. */
  | { kind: 'stale-new-data-dir' }
  /** A timestamp directory of a dead writer. `changedAt`: milliseconds since the epoch. */
  | { kind: 'orphan'; timestampDir: string; changedAt: number }
  /** A link of ours whose key the active version does not have. */
  | { kind: 'dangling-link'; name: string }
  /** A key of the active version that no program can see through the mount. */
  | { kind: 'missing-link'; name: string }
  /** Something that is no link has the name of a key (or is `..data_tmp`), so programs read that instead. */
  | { kind: 'in-the-way'; name: string; obstacle: 'file' | 'directory' | 'other' }
  /** A link with the name of a key leads elsewhere, so programs read that instead. */
  | { kind: 'foreign-link'; name: string; target: string }
  /** A link that leads to its key by a path that holds only as long as the volume stays there. */
  | { kind: 'link-detour'; name: string; target: string }
  /** `..data` is missing, though links or versions wait for it. */
  | ({ kind: 'data-link-missing' } & Candidate)
  | ({ kind: 'data-link-dangles'; target: string } & Candidate)
  /** `..data` leads out of the target directory, or in a circle. */
  | ({ kind: 'data-link-outside'; target: string } & Candidate)
  /** `..data` points to something that is not a directory. */
  | ({ kind: 'version-not-a-directory'; target: string } & Candidate)
  /** `..data` leads out of the target directory and back in: that breaks when the volume is moved or copied. */
  | { kind: 'data-link-detour'; target: string; version: string }
  | { kind: 'data-not-a-link'; obstacle: 'file' | 'directory' | 'other' }
  /** Each link shows as what it leads to: a view through sshfs, say, or a copy. */
  | { kind: 'links-followed' }
  /** The target directory is a file. */
  | { kind: 'not-a-directory' }
  /** The version cannot be listed, or `..data` not be read. */
  | { kind: 'unreadable'; errno: string; refusedBy?: RefusedBy; userId?: number }
  | { kind: 'too-large'; limit: 'entries' | 'totalBytes' }
  | { kind: 'unread-key'; key: string; reason: Exclude<UnreadReason, 'no-permission'> }
  | { kind: 'unreadable-key'; key: string; refusedBy?: RefusedBy; userId?: number }
  /** Others may read a key below this directory but not enter it. `path`: relative to the version, '' for its root. */
  | { kind: 'closed-directory'; path: string; mode: number }
  /** Any program can change it. */
  | { kind: 'world-writable'; path: string; mode: number }
  /** Every program can read this key, and none of the many others. */
  | { kind: 'world-readable'; path: string; mode: number }
  /** A file was modified in place: programs may have read half of it, and got no event. */
  | { kind: 'changed-in-place'; version: string; changes: readonly InPlaceChange[] }
  /** The target directory is the same as before, but empty. */
  | { kind: 'emptied'; version: string }
  /** Another directory is in its place: unmounted, mounted over, or made anew. */
  | { kind: 'replaced'; version: string; isEmpty: boolean }
  /** `path`: a mount of one key, which never follows the volume. From mountinfo. */
  | { kind: 'sub-path'; path: string; version: string; key: string }
  /** The same, and the version it shows is already gone. */
  | { kind: 'stale-sub-path'; path: string; version: string; key: string }
  /** A folder of a volume of before 1.10, mounted alone: its links lead to what is not mounted. */
  | { kind: 'sub-path-folder'; folder: string }
  /** Processes hold files of a version that is gone: they read what is out of date. `isCut`: there may be more. */
  | {
      kind: 'still-read';
      version: string;
      processes: readonly { pid: number; name: string }[];
      keys: readonly string[];
      isCut: boolean;
    }
  /** The number of problems left out of the list. */
  | { kind: 'more-problems'; count: number };

/** `candidate`: the directory that a repair can point `..data` at, if there is one. */
interface Candidate {
  candidate?: string;
  /** There is none yet, but a directory so young that its writer may still be at work. */
  isYoung?: true;
}

/** `published`: digest of what the key held when the version was first seen. */
export type InPlaceChange =
  | { key: KeyPath; change: 'modified' | 'removed'; published: string }
  | { key: KeyPath; change: 'added' }
  /** Modified before the version was first seen; only the file's time shows it. */
  | { key: KeyPath; change: 'written-later' };

/** The file or directory that keeps this process out. */
export interface RefusedBy {
  /** Of a key: relative to the version. Of a volume: relative to the target directory. */
  path: string;
  uid: number;
  gid: number;
  mode: number;
}

export interface Findings {
  problems: Problem[];
  /** Milliseconds until something here becomes a problem by its age alone, without an event. */
  nextIn?: number;
}
