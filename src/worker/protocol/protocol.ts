// What the extension host and the worker say to each other. Everything here is plain data.

import type {
  ObjectToWrite,
  readSecretValues,
  readSources,
  Result,
  Source,
  VolumePayload,
  writeManifest,
  writeSecretValues,
} from '../../manifest/index.ts';
import type { WriteResult, WriteStep } from '../../volume/write/atomicWriter.ts';
import type { BundleChange } from '../../volume/credentials/bundleChange.ts';
import type { FoundVolume } from '../../volume/places/discoverMounted.ts';
import type { Place } from '../../volume/places/place.ts';
import type { Edit } from '../../volume/edit/edits.ts';
import type { Failure } from '../../volume/failure.ts';
import type { FileStat } from '../../volume/fileSystem.ts';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { OnDisk } from '../../volume/read/onDisk.ts';
import type { Timeline } from '../../volume/read/timeline.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import type { SeenVersion } from '../../volume/read/history.ts';
import type { Known } from '../../volume/problems/baseline.ts';
import type { SearchEnd } from '../../volume/places/search.ts';
import type { ReadBack } from '../../volume/edit/readBack.ts';
import type { Repaired } from '../../volume/repair/repair.ts';
import type { RepairRefused } from '../../volume/repair/repairAction.ts';
import type { RepairPlan } from '../../volume/repair/repairPlan.ts';
import type { Secrecy, SecrecyOverrule } from '../../volume/credentials/secrecy.ts';
import type { SubPathMount } from '../../volume/places/subPath.ts';
import type { HeldAt, HeldPlan, HoldUpdate, PathRead, SeenVolume } from './heldUpdate.ts';
import type { Pulse } from './pulse.ts';
import type { UnreadKey } from './state.ts';
import type { SentState } from './stateMessages.ts';

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

export interface SearchResult<T> {
  found: T[];
  /** Directories listed. */
  searched: number;
  ended: SearchEnd | 'cancelled';
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

/** What a volume takes along to another thread. */
export interface Carried {
  /** The target directory without links on the way. */
  directory: string;
  versions: readonly SeenVersion[];
  publishedHere: ReadonlySet<string>;
  /** By the version's id. */
  timelines: ReadonlyMap<string, Timeline>;
  known: Known | undefined;
  secrecy: Secrecy;
}

/** A key of a version seen. */
export interface SeenKey {
  key: string;
  size: number;
  mode: number;
  digest: string;
}

/** Each request: its arguments and its answer. A request may also fail with a VolumeError. */
export interface Requests {
  /** The thread's last request. */
  end: { params: object; result: never };
  configure: { params: WorkerSettings; result: void };
  /** Again for a volume that is watched already: to overrule whether it is secret-like, or not to. */
  watch: {
    params: { dir: string; overrule?: SecrecyOverrule; carried?: Carried };
    result: void;
  };
  unwatch: { params: { dir: string }; result: void };
  /** Reads everything again, also what has no reason to have changed. */
  refresh: { params: { dir: string }; result: void };
  /** A key in a version seen, without its value, also where that is no longer kept. */
  statKey: {
    params: { dir: string; version: string; key: string };
    result: { size: number; mode: number };
  };
  /** The keys of a version seen, without values, also where they are no longer kept. */
  listVersion: {
    params: { dir: string; version: string };
    result: { keys: SeenKey[]; unread: readonly UnreadKey[] };
  };
  /** A key's bytes in a version seen; here and below `version`, `before` and `after` are ids. */
  readKey: { params: { dir: string; version: string; key: string }; result: Uint8Array };
  /** How the certificates of a key differ in two versions seen; undefined where there are none. */
  bundleChange: {
    params: { dir: string; before: string; after: string; key: string };
    result: BundleChange | undefined;
  };
  publish: { params: { dir: string; edits: Edit[] }; result: Published };
  /** Publishes what a version seen held; `expected` is the name of the version that may be replaced. */
  rollBack: { params: { dir: string; version: string; expected: string }; result: Published };
  /** The objects and Pod volumes of files that belong together. */
  readManifest: { params: { sources: Source[] }; result: ReturnType<typeof readSources> };
  /** What a kubelet would write for one of them. */
  manifestPayload: {
    params: { sources: Source[]; choice: ManifestChoice };
    result: Result<VolumePayload>;
  };
  /** The active version as a manifest or a `.env` file, all of it or without some keys. */
  writeManifest: {
    params: { dir: string; object: ExportedObject; without: readonly string[] };
    result: ReturnType<typeof writeManifest>;
  };
  /** The values of a Secret of a manifest, decoded; `index` among its objects. */
  readSecretValues: {
    params: { manifest: string; index: number };
    result: ReturnType<typeof readSecretValues>;
  };
  /** The manifest with these values, and nothing else changed. */
  writeSecretValues: {
    params: { manifest: string; index: number; values: string };
    result: ReturnType<typeof writeSecretValues>;
  };
  /** What repairing the problem would touch, or why it is not repaired; changes nothing. */
  planRepair: { params: { dir: string; problem: Problem }; result: RepairPlan | RepairRefused };
  /** Does just that, while all is as it was planned for. */
  repair: { params: { dir: string; plan: RepairPlan }; result: Repaired | RepairRefused };
  /** What is at an absolute path that a person named, whatever file system that is on. */
  lookAtPlace: { params: { path: string }; result: Place };
  /** The entries of the directory itself. The state tells, once, when they are out of date: `disk`. */
  onDisk: { params: { dir: string }; result: OnDisk };
  statEntry: { params: { dir: string; name: string }; result: FileStat };
  /** Plans an update and holds it before its first step; nobody else publishes from here until it is over. */
  holdUpdate: { params: HoldUpdate; result: HeldPlan };
  /** Does the next step of the update that is held. */
  stepUpdate: { params: { dir: string }; result: HeldAt };
  /** What readers of the volume get now, and what is on disk. */
  lookAtUpdate: { params: { dir: string }; result: SeenVolume };
  /** Does the rest of it, or leaves everything as it is; answers where that is. */
  endUpdate: { params: { dir: string; how: 'finish' | 'crash' }; result: HeldAt | undefined };
  /** What a program gets that opens a path in the volume. */
  readPath: { params: { dir: string; path: string }; result: PathRead };
  linkChain: { params: { dir: string; key: string }; result: LinkChainStep[] };
  /** Target directories below the roots. */
  discover: { params: { roots: string[] }; result: SearchResult<string> };
  discoverMounted: {
    params: { workspaceRoots: string[]; extraRoots: string[] };
    result: Discovered;
  };
  /** Ends a search early: it is answered with what was found until now. */
  cancel: { params: { request: number }; result: void };
}

export type ExportedObject = Omit<ObjectToWrite, 'files'> | { kind: '.env'; name: string };

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
  /** A search has begun; what it would be answered with if it found nothing. */
  | { type: 'begun'; id: number; result: SearchResult<unknown> }
  /** A search found one more, told at once: the next directory may hang. */
  | { type: 'found'; id: number; found: unknown; searched: number }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'failure'; id: number; failure: Failure }
  /** An error that no one foresaw. */
  | { type: 'bug'; id: number; message: string };

/** What a worker is started with. */
export interface LaneData {
  lane: string;
  pulse: Pulse;
}
