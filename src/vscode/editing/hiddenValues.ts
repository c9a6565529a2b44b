// Which values are shown on request only.

import { isSecretContent, isSecretKey } from '../../volume/credentials/secrecy.ts';
import type { KeyPath } from '../../volume/payload.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { Staging } from './staging.ts';

/** Whether the active or the staged value is hidden; in doubt it is. */
export function isHidden(volumes: Volumes, staging: Staging, dir: string, key: string): boolean {
  const state = volumes.state(dir);
  if (state === undefined || isSecretKey(state.secrecy, key)) return true;
  const content = staging.of(dir).get(key as KeyPath)?.content;
  if (content?.data === undefined) return false;
  return isSecretContent(state.secrecy, key, { data: content.data, digest: content.digest ?? '' });
}
