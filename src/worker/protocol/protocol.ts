// What the extension host and the worker say to each other. Everything here is plain data.

import type {
  LeftOutFile,
  ObjectToWrite,
  readManifest,
  Result,
  writeManifest,
} from '../../manifest/index.ts';
import type { ActiveVersion } from '../../volume/read/activeVersion.ts';
import type { WriteResult, WriteStep } from '../../volume/write/atomicWriter.ts';
import type { BundleChange } from '../../volume/credentials/bundleChange.ts';
import type { Credential } from '../../volume/credentials/credentials.ts';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import type { FoundVolume } from '../../volume/places/discoverMounted.ts';
import type { Edit } from '../../volume/edit/edits.ts';
import type { Failure } from '../../volume/failure.ts';
import type { VolumeOrigin } from '../../volume/places/origin.ts';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { Change, Payload } from '../../volume/payload.ts';
import type { Problem } from '../../volume/problems/findProblems.ts';
import type { ReadBack } from '../../volume/edit/readBack.ts';
import type { Repaired } from '../../volume/repair/repair.ts';
import type { Refused } from '../../volume/repair/repairAction.ts';
import type { RepairPlan } from '../../volume/repair/repairPlan.ts';
import type { SecrecyOverrule, SecrecyReason } from '../../volume/credentials/secrecy.ts';
import type { SubPathMount } from '../../volume/places/subPath.ts';
import type { VolumeLayout } from '../../volume/places/volumeLayout.ts';
import type { Pulse } from './pulse.ts';
import type { SearchResult } from '../thread/searches.ts';
import type { SentState } from './stateMessages.ts';
import type { Carried } from '../thread/volumeReader.ts';

export interface KeyInfo {
  key: string;
  size: number;
  mode: number;
  digest: string;
  /** False for bytes that no text editor could give back as they were: invalid UTF-8, or with a NUL. */
  isText: boolean;
  /** The value itself when it is one short line; never for a volume that is secret-like. */
  preview?: string;
  /** What is told of a token, a certificate or a private key, without its value. */
  credential?: Credential;
}

export type ActiveState =
  | { state: 'read'; version: string; writtenAt: number; keys: readonly KeyInfo[] }
  | { state: 'too-large'; version: string; limit: 'entries' | 'totalBytes' }
  | { state: 'unsettled'; version: string }
  | Exclude<ActiveVersion, { state: 'present' }>;

export interface VersionInfo {
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
}

export type Access =
  | 'writable'
  | 'read-only-file-system'
  | 'no-permission'
  /** Windows replaces a link in two steps. */
  | 'no-atomic-swap'
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
  secrecy?: SecrecyReason;
  active: ActiveState;
  /** Newest first. */
  versions: readonly VersionInfo[];
  problems: readonly Problem[];
  /** Of the credentials in it: what ends soon, or does not fit. */
  warnings: readonly CredentialWarning[];
  /** There are no file events, for this reason (an errno): changes show up to a second late. */
  polling?: string;
  /** The file system does not answer; all the rest is from before. */
  hangs?: true;
}

export interface Published extends WriteResult {
  /** What each step of the publish took, in order. */
  steps: readonly { step: WriteStep; milliseconds: number }[];
  readBack: ReadBack;
}

/** For all volumes. */
export interface WorkerSettings {
  /** Bytes of contents that each volume's history keeps in memory. */
  historyBytes: number;
  /** Versions that were replaced and stay on disk. */
  keepVersions: number;
  /** Sync what is published, so that it survives a power failure; not unless given. */
  durable?: boolean;
  /** Milliseconds before its end that a credential is said to expire soon. */
  warnBefore: number;
}

/** Every volume that this machine or container shows, and what is around them. */
interface Discovered extends SearchResult<FoundVolume> {
  subPaths: SubPathMount[];
  /** Directories to offer as extra roots: where kubelets of this machine keep their volumes. */
  kubeletRoots: string[];
}

/** Of a search that is running. */
export interface SearchProgress {
  /** Directories listed. */
  searched: number;
  /** Volumes. */
  found: number;
}

/** Each request: its arguments and its answer. A request may also fail with a VolumeError. */
export interface Requests {
  configure: { params: WorkerSettings; result: void };
  /** Again for a volume that is watched already: to overrule whether it is secret-like, or not to. */
  watch: {
    params: { dir: string; overrule?: SecrecyOverrule; carried?: Carried };
    result: void;
  };
  unwatch: { params: { dir: string }; result: void };
  /** Reads everything again, also what has no reason to have changed. */
  refresh: { params: { dir: string }; result: void };
  /** A key's bytes in a version seen. */
  readKey: { params: { dir: string; version: string; key: string }; result: Uint8Array };
  /** How the certificates of a key differ in two versions seen; undefined where there are none. */
  bundleChange: {
    params: { dir: string; before: string; after: string; key: string };
    result: BundleChange | undefined;
  };
  publish: { params: { dir: string; edits: Edit[] }; result: Published };
  /** Publishes what a version seen held, over `expected` only. */
  rollBack: { params: { dir: string; version: string; expected: string }; result: Published };
  /** The objects and Pod volumes of a text. */
  readManifest: { params: { text: string }; result: ReturnType<typeof readManifest> };
  /** What a kubelet would write for one of them. */
  manifestPayload: {
    params: { text: string; choice: ManifestChoice };
    result: Result<{ payload: Payload; leftOut: readonly LeftOutFile[] }>;
  };
  /** The active version as a manifest. */
  writeManifest: {
    params: { dir: string; object: Omit<ObjectToWrite, 'files'> };
    result: ReturnType<typeof writeManifest>;
  };
  /** What repairing the problem would touch, or why it is not repaired; changes nothing. */
  planRepair: { params: { dir: string; problem: Problem }; result: RepairPlan | Refused };
  /** Does just that, while all is as it was planned for. */
  repair: { params: { dir: string; plan: RepairPlan }; result: Repaired | Refused };
  linkChain: { params: { dir: string; key: string }; result: LinkChainStep[] };
  /** Target directories below the roots. */
  discover: { params: { roots: string[] }; result: string[] };
  discoverMounted: {
    params: { workspaceRoots: string[]; extraRoots: string[] };
    result: Discovered;
  };
  /** Ends a search early: it is answered with what was found until now. */
  cancel: { params: { request: number }; result: void };
}

/** By their place in what `readManifest` found. */
type ManifestChoice =
  | { type: 'object'; index: number; keys: readonly string[]; defaultMode: number }
  | { type: 'volume'; index: number };

export type Method = keyof Requests;

export type Request = {
  [M in Method]: { id: number; method: M; params: Requests[M]['params'] };
}[Method];

export type Message =
  | { type: 'state'; state: SentState }
  /** The volume is on the file system of another lane now, and is not watched on this one any more. */
  | { type: 'elsewhere'; dir: string; lane: string; carried: Carried }
  | { type: 'progress'; id: number; progress: SearchProgress }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'failure'; id: number; failure: Failure }
  /** An error that no one foresaw. */
  | { type: 'bug'; id: number; message: string };

/** What a worker is started with. */
export interface LaneData {
  lane: string;
  pulse: Pulse;
}
