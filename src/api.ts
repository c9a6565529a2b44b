// What this extension is for other extensions. The file is types alone and needs nothing but `vscode`: copy it into yours.
//
//   const extension = vscode.extensions.getExtension<ProjectedVolumesExports>('projected-volumes.projected-volumes');
//   const api = await (await extension?.activate())?.getApi(1, context.extension.id);
//
// Within version 1 things may be added and none is changed or removed: kinds of problems and codes of errors may become
// more, so have an answer for those that you do not know.

import type { Event } from 'vscode';

export interface ProjectedVolumesExports {
  /**
   * Finds the volumes of the window, if nobody has yet.
   *
   * @param version of the API that you were written for
   * @param extensionId yours. VS Code does not tell who calls; the person is told by this name who asks for secrets
   * @throws ProjectedVolumesError `unsupported` for another version, or an id that no extension has
   */
  readonly getApi: (version: 1, extensionId: string) => Promise<ProjectedVolumesApi>;
}

export interface ProjectedVolumesApi {
  readonly version: 1;

  /** Those that the view shows, sorted by path. One that is still being looked at for the first time comes with an event. */
  readonly volumes: () => readonly Volume[];

  /** A volume was found, is different now, or was taken out of the view. */
  readonly onDidChange: Event<VolumeChange>;

  /**
   * The values of keys, by key. Nothing is read from disk: these are the bytes that the window has seen.
   *
   * @param volume from `volumes()` or an event: its active version is read, unless the options name another
   * @throws ProjectedVolumesError
   *   `secret` when some of the keys are secret and you gave no reason: its `keys` are those
   *   `denied` when the person did not allow it; ask again only if they want you to
   *   `no-such-volume`, `no-such-version` also for one whose contents were given up, `no-such-key`, `refused`
   */
  readonly readValues: (
    volume: Volume,
    keys: readonly string[],
    options?: ReadOptions,
  ) => Promise<ReadonlyMap<string, Uint8Array>>;

  /**
   * Publishes changes of keys in one atomic swap, if these keys are still what `volume` says: compare and swap. Other keys
   * stay as they are then. In a kubelet's own directory the person is asked first, once for each volume.
   *
   * @param volume from `volumes()` or an event: what you decided by
   * @throws ProjectedVolumesError
   *   `conflict` when others changed some of the keys meanwhile: its `keys` are those. Look again and decide anew
   *   `denied` when the person did not want it
   *   `refused` in a workspace that is not trusted, for a volume that cannot be written to, and for all else; the message
   *   says why
   *   `no-such-volume` for one that is not shown any more
   */
  readonly publish: (volume: Volume, changes: Changes) => Promise<PublishResult>;
}

/** One moment of a volume; what happens later makes another object. */
export interface Volume {
  /** The directory, absolute: by it a volume is meant everywhere here. */
  readonly dir: string;
  /** What it comes from, as far as its path, its mount or its contents tell. */
  readonly kind: 'configMap' | 'secret' | 'projected' | 'downwardAPI' | 'csi' | 'other';
  /** Of a kubelet's volume: its name in the pod, and the pod. */
  readonly volumeName?: string;
  readonly podUid?: string;
  /** Without regard to the trust in the workspace. */
  readonly isWritable: boolean;
  /** False while its file system hangs: all here is from before. */
  readonly isAnswering: boolean;
  /**
   * `read`: there is `active`. `empty`: there is no version. `missing`: there is no directory. `broken`: `..data` leads
   * to no version. `sub-path`: one key or folder is mounted alone, and never changes. `unreadable`: no permission, too large, or changing too fast.
   */
  readonly state: 'read' | 'empty' | 'missing' | 'broken' | 'sub-path' | 'unreadable';
  readonly active?: ActiveVersion;
  /** Those seen since the window was opened, newest first. */
  readonly versions: readonly Version[];
  readonly problems: readonly VolumeProblem[];
}

export interface ActiveVersion {
  /** As in `versions`. */
  readonly id: string;
  /** The name of its directory. */
  readonly name: string;
  /** Sorted by key. */
  readonly keys: readonly Key[];
}

export interface Key {
  /** `app.yaml`, `conf/limits.properties` */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly isSecret: boolean;
  /** SHA-256 of the value, in hexadecimal; not of a secret one, as a short value can be guessed from it. */
  readonly digest?: string;
  /** When the token or certificate in it ends, in milliseconds since the epoch. */
  readonly expiresAt?: number;
}

export interface Version {
  /** Unlike any other of its volume; two versions may have one name. */
  readonly id: string;
  readonly name: string;
  /** In milliseconds since the epoch. */
  readonly writtenAt: number;
  readonly isActive: boolean;
  readonly isOnDisk: boolean;
  /** Its values can still be read here. */
  readonly isKept: boolean;
  /** Against the version before; missing for the first one seen. */
  readonly changes?: readonly KeyChange[];
}

export interface KeyChange {
  readonly key: string;
  /** `mode`: the bytes are the same, the permission bits are not. */
  readonly kind: 'added' | 'removed' | 'modified' | 'mode';
}

export interface VolumeProblem {
  /** `orphan`, `still-read`, `expires-soon` and so on: for code. */
  readonly kind: string;
  /** For people, in the language of the window. */
  readonly message: string;
}

export interface VolumeChange {
  readonly dir: string;
  /** Missing when it was found just now. */
  readonly before?: Volume;
  /** Missing when it was taken out of the view. */
  readonly after?: Volume;
}

export interface ReadOptions {
  /** Id of a version; the active one unless given. */
  readonly version?: string;
  /**
   * Why you need the values of secret keys. The person reads it, is asked, and allows or denies it for these keys until
   * the window closes. It is not asked for keys that are no secret.
   */
  readonly reason?: string;
}

/** Key → what to put there: bytes, permission bits or both; what is not given stays as it is. Undefined deletes the key. */
export type Changes = ReadonlyMap<
  string,
  { readonly data?: Uint8Array; readonly mode?: number } | undefined
>;

export interface PublishResult {
  /** False when the keys held all that already. */
  readonly changed: boolean;
  /** Id of the version that is active now. */
  readonly version: string;
}

/** What the functions above are rejected with. Know it by its name: its class is another one than yours. */
export interface ProjectedVolumesError extends Error {
  readonly name: 'ProjectedVolumesError';
  readonly code: ErrorCode;
  /** The keys that it is about. */
  readonly keys: readonly string[];
}

export type ErrorCode =
  | 'conflict'
  | 'secret'
  | 'denied'
  | 'refused'
  | 'no-such-volume'
  | 'no-such-version'
  | 'no-such-key'
  | 'unsupported';
