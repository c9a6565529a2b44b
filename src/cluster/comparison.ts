// A mount beside its objects, key by key: is it up to date?

import { digestOf } from '../volume/read/snapshot.ts';
import type { VolumeKey } from './volumeKeys.ts';

export interface ComparedKey {
  readonly path: string;
  /** `made`: by a kubelet or a driver, so there is nothing to compare. `unread`: nobody knows what is here. */
  readonly is: 'same' | 'differs' | 'only in the cluster' | 'only here' | 'made' | 'unread';
}

/** @param isRead whether a path could be read here; if so, and `mounted` lacks it, there is no such file */
export function compareKeys(
  keys: ReadonlyMap<string, VolumeKey>,
  mounted: ReadonlyMap<string, { readonly digest: string }>,
  isRead: (path: string) => boolean,
): ComparedKey[] {
  const paths = [...new Set([...keys.keys(), ...mounted.keys()])].sort();
  return paths.flatMap((path): ComparedKey[] => {
    const key = keys.get(path);
    const here = mounted.get(path);
    if (key === undefined) return [{ path, is: 'only here' }];
    if ('made' in key) return [{ path, is: 'made' }];
    if (!isRead(path)) return [{ path, is: 'unread' }];
    if (here === undefined) return [{ path, is: 'only in the cluster' }];
    return [{ path, is: here.digest === digestOf(key.data) ? 'same' : 'differs' }];
  });
}
