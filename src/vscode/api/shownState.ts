import * as vscode from 'vscode';
import type { Volume } from '../../api.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { ApiError } from './apiError.ts';
import { stateOf } from './publicVolume.ts';

/**
 * The state of the volume as it is now.
 *
 * @throws ApiError for an object that did not come from here, and for a volume that was taken out of the view
 */
export function shownState(volumes: Volumes, volume: Volume): VolumeState {
  const state = stateOf(volume) && volumes.state(volume.dir);
  if (state !== undefined) return state;
  throw new ApiError(
    'no-such-volume',
    vscode.l10n.t('{0} is none of the volumes shown.', shown(volume.dir)),
  );
}
