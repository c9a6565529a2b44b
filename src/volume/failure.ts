// What can go wrong with a volume, as data. Sentences for people are made where they are shown.

/** Why a path cannot be a key; the order is that of the checks. */
export type KeyRule =
  | 'empty'
  | 'absolute'
  | 'path-too-long'
  | 'dot-dot-element'
  | 'name-too-long'
  | 'reserved-prefix'
  | 'no-name'
  | 'not-a-file-name';

/** Why a file of the active version was not read. */
export type UnreadReason =
  | 'link'
  | 'special-file'
  | 'no-permission'
  | 'too-large'
  | 'too-deep'
  | 'reserved-name'
  | 'name-not-utf8'
  | 'read-error';

export type Failure =
  | { code: 'invalid-key'; key: string; rule: KeyRule }
  | { code: 'invalid-mode'; key: string; mode: number }
  | { code: 'same-key'; key: string; other: string }
  | { code: 'file-and-directory'; key: string; other: string }
  /** `..data` is not what the caller read; `actual` is undefined when it is missing. */
  | { code: 'conflict'; expected: string; actual: string | undefined }
  /** These keys were changed by someone else since the caller read them. */
  | { code: 'key-conflict'; keys: string[] }
  /** A live writer holds `..data_tmp`, or the versions change faster than they can be read. */
  | { code: 'busy' }
  /** The file system has not answered an earlier call; nothing was asked of it this time. */
  | { code: 'no-answer' }
  /** Something that is not a link of ours stands where a link of ours belongs. */
  | { code: 'in-the-way'; name: string }
  /** The target directory is not there, or is no directory. */
  | { code: 'no-target-directory' }
  /** The active version cannot be read whole, so publishing over it would lose this key. */
  | { code: 'unread-key'; key: string; reason: UnreadReason }
  | { code: 'unreadable-version'; reason: string }
  /** The version is not on disk any more, and its contents were not kept. */
  | { code: 'version-not-kept'; version: string }
  | { code: 'no-such-key'; key: string; version: string }
  /** The operating system refused; `errno` as in `ENOSPC`. The path may name a key, never a value. */
  | { code: 'file-system'; errno: string; call: string; path: string };

export class VolumeError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    const { code, ...details } = failure;
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = 'VolumeError';
    this.failure = failure;
  }
}

/** The `code` of an error of the file system, or undefined for any other value: `ERR_…` is a wrong call, a bug. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && !code.startsWith('ERR_') ? code : undefined;
}

/** Any error as a VolumeError; one that is not from the file system is a bug and is thrown on. */
export function asVolumeError(error: unknown): VolumeError {
  if (error instanceof VolumeError) return error;
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  const { syscall = '', path = '' } = error as NodeJS.ErrnoException;
  return new VolumeError({ code: 'file-system', errno, call: syscall, path }, { cause: error });
}

/** Runs `action`; what the file system or a volume refuses is ignored. A bug is neither and is thrown on. */
export function ignoringErrors(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof VolumeError) && errnoOf(error) === undefined) throw error;
  }
}

/** What `action` returns, or undefined if it fails with one of these errnos: another process may have been faster. */
export function tolerate<T>(errnos: readonly string[], action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined || !errnos.includes(errno)) throw error;
    return undefined;
  }
}

/** False if `action` fails with one of these errnos. */
export function succeeds(errnos: readonly string[], action: () => void): boolean {
  return (
    tolerate(errnos, () => {
      action();
      return true;
    }) ?? false
  );
}

/** What `action` returns, or `instead` if the file system refuses it, for whatever reason. */
export function orElse<T>(instead: T, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return instead;
  }
}
