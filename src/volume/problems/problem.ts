// What can be wrong with a volume, as data. Sentences for people are made where they are shown.

import type { UnreadReason } from '../failure.ts';
import type { KeyPath } from '../payload.ts';

/** Names and targets are as they are on disk: shown to people, they need `shown`. */
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
  /** The same with a link to elsewhere. */
  | { kind: 'foreign-link'; name: string; target: string }
  /** `..data` is missing, though links or versions wait for it. */
  | ({ kind: 'data-link-missing' } & Candidate)
  | ({ kind: 'data-link-dangles'; target: string } & Candidate)
  /** It leads out of the target directory, or round in circles. */
  | ({ kind: 'data-link-outside'; target: string } & Candidate)
  /** What it points to is no directory. */
  | ({ kind: 'version-not-a-directory'; target: string } & Candidate)
  /** It leads back into the target directory by a path outside, which holds only as long as the volume stays there. */
  | { kind: 'data-link-detour'; target: string; version: string }
  | { kind: 'data-not-a-link'; obstacle: 'file' | 'directory' | 'other' }
  /** The target directory is a file. */
  | { kind: 'not-a-directory' }
  /** The version cannot be listed, or `..data` not be read. */
  | { kind: 'unreadable'; errno: string; refusedBy?: RefusedBy; userId?: number }
  | { kind: 'too-large'; limit: 'entries' | 'totalBytes' }
  | { kind: 'unread-key'; key: string; reason: Exclude<UnreadReason, 'no-permission'> }
  | { kind: 'unreadable-key'; key: string; refusedBy?: RefusedBy; userId?: number }
  /** Others may read the key (or one in it) and not enter this directory. `path` is in the version, '' the whole. */
  | { kind: 'closed-directory'; path: string; mode: number }
  /** Any program can change it. */
  | { kind: 'world-writable'; path: string; mode: number }
  /** Any program can read it, and not one of the many other keys. */
  | { kind: 'world-readable'; path: string; mode: number }
  /** Written into without publishing, so programs may have read half of it and got no event. */
  | { kind: 'changed-in-place'; version: string; changes: readonly InPlaceChange[] }
  /** The same target directory as before, with nothing in it any more. */
  | { kind: 'emptied'; version: string }
  /** Another directory is in its place: unmounted, mounted over, or made anew. */
  | { kind: 'replaced'; version: string; isEmpty: boolean }
  /** `path`: a mount of one key, which never follows the volume. From mountinfo. */
  | { kind: 'sub-path'; path: string; version: string; key: string }
  /** The same where the version is gone already. */
  | { kind: 'stale-sub-path'; path: string; version: string; key: string }
  /** There are so many more. */
  | { kind: 'more-problems'; count: number };

/** `candidate`: the directory that `..data` can be pointed at, if there is one. */
interface Candidate {
  candidate?: string;
}

/** `published`: digest of what the key held when the version was first seen. */
export type InPlaceChange =
  | { key: KeyPath; change: 'modified' | 'removed'; published: string }
  | { key: KeyPath; change: 'added' }
  /** Before the version was first seen, so only the file's time tells. */
  | { key: KeyPath; change: 'written-later' };

/** The file or directory that keeps this process out. */
export interface RefusedBy {
  /** Relative to the version for a key, to the target directory for a volume. */
  path: string;
  uid: number;
  gid: number;
  mode: number;
}

export interface Findings {
  problems: Problem[];
  /** Milliseconds until something here may become a problem by its age alone, with no event to tell. */
  nextIn?: number;
}
