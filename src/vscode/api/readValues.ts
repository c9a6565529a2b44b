// Values for another extension: those of secret keys only with a reason, and when the person allows it.

import * as vscode from 'vscode';
import type { ReadOptions, Volume } from '../../api.ts';
import { isSecretKey } from '../../volume/credentials/secrecy.ts';
import { VolumeError } from '../../volume/failure.ts';
import { explainError } from '../explain/explainFailure.ts';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { ApiError } from './apiError.ts';
import type { Asker, Consent } from './consent.ts';
import { shownState } from './shownState.ts';

export async function readValues(
  volumes: Volumes,
  consent: Consent,
  asker: Asker,
  volume: Volume,
  keys: readonly string[],
  { version = volume.active?.id, reason = '' }: ReadOptions = {},
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { dir, versions, secrecy } = shownState(volumes, volume);
  if (version === undefined || !versions.some(({ id, isKept }) => id === version && isKept)) {
    throw new ApiError(
      'no-such-version',
      vscode.l10n.t('{0} has no such version whose values are kept.', shown(dir)),
    );
  }
  const wanted = [...new Set(keys)];
  const secret = wanted.filter((key) => isSecretKey(secrecy, key));
  if (secret.length > 0) {
    if (reason.trim() === '') throw needsReason(dir, secret);
    // Nobody is asked about what is not there.
    await Promise.all(secret.map(async (key) => find(volumes, 'statKey', dir, version, key)));
    if (!(await consent.mayRead(asker, dir, secret, reason))) {
      throw new ApiError(
        'denied',
        vscode.l10n.t('Secret values of {0} were not allowed to be read.', shown(dir)),
        secret,
      );
    }
  }
  const values = await Promise.all(
    wanted.map(async (key) => [key, await find(volumes, 'readKey', dir, version, key)] as const),
  );
  // Whoever writes a secret into the version in place makes a key secret while it is being read.
  const now = shownState(volumes, volume).secrecy;
  const since = wanted.filter((key) => isSecretKey(now, key) && !secret.includes(key));
  if (since.length > 0) throw needsReason(dir, since);
  return new Map(values);
}

function needsReason(dir: string, keys: readonly string[]): ApiError {
  return new ApiError(
    'secret',
    vscode.l10n.t('Secret values of {0} are not given without a reason.', shown(dir)),
    keys,
  );
}

async function find<M extends 'statKey' | 'readKey'>(
  volumes: Volumes,
  method: M,
  dir: string,
  version: string,
  key: string,
) {
  try {
    return await volumes.client.request(method, { dir, version, key });
  } catch (error) {
    const code = error instanceof VolumeError ? error.failure.code : undefined;
    const known = code === 'no-such-key' ? code : undefined;
    const gone = code === 'version-not-kept' ? 'no-such-version' : undefined;
    throw new ApiError(known ?? gone ?? 'refused', explainError(error, dir), [key]);
  }
}
