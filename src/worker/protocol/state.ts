// The state of one volume, as the extension host shows it. Plain data.

import type { Credential } from '../../volume/credentials/credentials.ts';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import { isSecretKey, type Secrecy } from '../../volume/credentials/secrecy.ts';
import type { UnreadReason } from '../../volume/failure.ts';
import type { Change } from '../../volume/payload.ts';
import type { VolumeOrigin } from '../../volume/places/origin.ts';
import type { SubPathMount } from '../../volume/places/subPath.ts';
import type { VolumeLayout } from '../../volume/places/volumeLayout.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import type { ActiveVersion } from '../../volume/read/activeVersion.ts';
import type { Timeline } from '../../volume/read/timeline.ts';
import type { NotWritable } from '../../volume/targetDir.ts';
import type { Held } from './heldUpdate.ts';

export interface KeyInfo {
  key: string;
  size: number;
  mode: number;
  digest: string;
  /** False for bytes that no text editor could give back as they were: invalid UTF-8, or with a NUL. */
  isText: boolean;
  /** The value itself when it is one short line; never of a key that is secret. */
  preview?: string;
  /** What is told of a token, a certificate or a private key, without its value. */
  credential?: Credential;
}

/** It is there, and could not be read. */
export interface UnreadKey {
  key: string;
  reason: UnreadReason;
}

type SubPath = Pick<SubPathMount, 'version' | 'key' | 'isStale' | 'live'>;

export type ActiveState =
  | {
      state: 'read';
      version: string;
      writtenAt: number;
      keys: readonly KeyInfo[];
      /** What is there but could not be read; missing where there is nothing like that. */
      unread?: readonly UnreadKey[];
    }
  | { state: 'too-large'; version: string; limit: 'entries' | 'totalBytes' }
  | { state: 'unsettled'; version: string }
  /** There is no `..data` any more, though versions were seen. */
  | { state: 'emptied' }
  /** Not a volume: a file, or a folder, of one version, which is mounted alone. */
  | ({ state: 'sub-path'; isFile: boolean } & SubPath)
  /** The directory itself has been removed where it is mounted from. */
  | { state: 'removed' }
  | Exclude<ActiveVersion, { state: 'present' }>;

export interface VersionInfo {
  /** Unlike any other in the list; two may have one name. */
  id: string;
  name: string;
  writtenAt: number;
  isActive: boolean;
  isOnDisk: boolean;
  /** False when neither its contents can be shown nor it be rolled back to. */
  isKept: boolean;
  /** Against the version before; undefined for the first one seen. */
  changes: readonly Change[] | undefined;
  /** When the earlier version was written that this one went back to. */
  restores?: number;
  /** This window published it. */
  isPublishedHere?: true;
  /** What its update did; missing where nothing of it was seen. */
  timeline?: Timeline;
}

export type Access =
  | 'writable'
  | NotWritable
  /** Windows replaces a link in two steps. */
  | 'no-atomic-swap'
  /** There are no links here, only what they lead to. */
  | 'links-followed'
  /** The directory has been removed where it is mounted from: nothing can be made in it. */
  | 'removed'
  /** The directory is not there. */
  | 'unknown';

/** The errno of a volume that could not be read yet because its file system hangs. */
export const NO_ANSWER = 'ETIMEDOUT';

/** All that is shown of one volume; a new object whenever any of it changed. */
export interface VolumeState {
  dir: string;
  access: Access;
  origin: VolumeOrigin;
  layout: VolumeLayout;
  secrecy: Secrecy;
  active: ActiveState;
  /** Newest first. */
  versions: readonly VersionInfo[];
  problems: readonly Problem[];
  /** Of the credentials in it: what ends soon, or does not fit. */
  warnings: readonly CredentialWarning[];
  /** Another number once what was last listed of the directory is out of date. It stays until someone lists it again. */
  disk: number;
  /** A debug session holds an update between two of its steps: nobody publishes here from this window meanwhile. */
  held?: Held;
  /** There are no file events, for this reason (an errno): changes show up to a second late. */
  polling?: string;
  /** The file system does not answer; all the rest is from before. */
  hangs?: true;
}

/** Keys of the active version that are secret, each by itself or with all others. */
export function secretKeysOf({ active, secrecy }: VolumeState): string[] {
  if (active.state !== 'read') return [];
  return active.keys.map(({ key }) => key).filter((key) => isSecretKey(secrecy, key));
}
