// Publishing for another extension: the checks are those of the window's own publishes, and a conflict is its to settle.

import * as vscode from 'vscode';
import type { Changes, PublishResult, Volume } from '../../api.ts';
import type { Edit } from '../../volume/edit/edits.ts';
import { VolumeError } from '../../volume/failure.ts';
import { checkKeyPath } from '../../volume/payload.ts';
import type { Published } from '../../worker/protocol/protocol.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { activeByKey } from '../editing/keyView.ts';
import type { Publisher } from '../editing/publisher.ts';
import { Refused } from '../editing/refused.ts';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { ApiError } from './apiError.ts';
import type { Asker } from './consent.ts';
import { stateOf } from './publicVolume.ts';
import { shownState } from './shownState.ts';

export async function publishChanges(
  volumes: Volumes,
  publisher: Publisher,
  asker: Asker,
  volume: Volume,
  changes: Changes,
): Promise<PublishResult> {
  const { dir } = shownState(volumes, volume);
  const edits = editsOver(stateOf(volume), changes);
  const published = await publish(publisher, asker, dir, edits);
  if (published === undefined) {
    throw new ApiError('denied', vscode.l10n.t('Publishing to {0} was not wanted.', shown(dir)));
  }
  const { changed, timestampDir } = published;
  const active = volumes.state(dir)?.versions.find(({ name }) => name === timestampDir);
  return { changed, version: active?.id ?? timestampDir };
}

async function publish(
  publisher: Publisher,
  asker: Asker,
  dir: string,
  edits: readonly Edit[],
): Promise<Published | undefined> {
  try {
    return await publisher.publishEdits(dir, edits, asker.name);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const failure = error.cause instanceof VolumeError ? error.cause.failure : undefined;
    const isConflict = failure?.code === 'key-conflict';
    throw new ApiError(
      isConflict ? 'conflict' : 'refused',
      error.message,
      isConflict ? failure.keys : [],
    );
  }
}

/** @param state as the other extension saw it: what its changes are to replace */
function editsOver(state: VolumeState | undefined, changes: Changes): Edit[] {
  const seen = activeByKey(state);
  return [...changes].map(([path, content]) => {
    const checked = checkKeyPath(path);
    const key = checked.ok ? checked.key : path;
    // A copy: the other extension may go on with its bytes while a person is being asked.
    const copied = content && {
      ...(content.data !== undefined && { data: Uint8Array.from(content.data) }),
      ...(content.mode !== undefined && { mode: content.mode }),
    };
    return { key, content: copied, base: seen.get(key) ?? null };
  });
}
