// The configuration of a session: completed where something is missing, and checked before anything is touched.

import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { type WriterId, WRITERS } from '../../volume/updates/update.ts';
import type { UpdateChanges } from '../../volume/updates/changes.ts';
import { explainAccess, explainActive } from '../explain/explainState.ts';
import { explainHeld } from '../explain/explainUpdate.ts';
import { shown, volumeName } from '../explain/format.ts';
import { notShown, Refused } from '../editing/refused.ts';
import { askToStep } from '../commands/askWriter.ts';
import { askForVolume } from '../commands/pick.ts';
import { DEBUG_TYPE } from './names.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import type { Volumes } from '../volumes/volumes.ts';

export interface UpdateConfiguration {
  /** Absolute path of the target directory. */
  volume: string;
  writer: WriterId;
  changes?: UpdateChanges;
  /** Milliseconds between two updates, which then go on and on. */
  repeat?: number;
}

/** Asks for the volume, and then for the writer, where there is no launch.json; undefined when the person gave up. */
export async function complete(
  volumes: Volumes,
  given: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined> {
  if (given['volume'] !== undefined) return { writer: 'kubelet', ...given };
  const volume = await askForVolume(volumes);
  if (volume === undefined) return undefined;
  await obstacleIn(volumes, volume);
  const writer = await askToStep(volumeName(volume));
  if (writer === undefined) return undefined;
  const name = vscode.l10n.t('Update {0}', volumeName(volume));
  return { ...given, type: DEBUG_TYPE, request: 'launch', name, volume, writer };
}

/** @throws Refused with a sentence about what is wrong with it */
export function parse(given: vscode.DebugConfiguration): UpdateConfiguration {
  const { volume, writer, changes, repeat } = given as Record<string, unknown>;
  if (typeof volume !== 'string' || !isAbsolute(volume)) {
    throw new Refused(
      vscode.l10n.t(
        '`volume` must be the absolute path of a volume, such as {0}.',
        '${workspaceFolder}/my-config',
      ),
    );
  }
  if (typeof writer !== 'string' || !(WRITERS as readonly string[]).includes(writer)) {
    throw new Refused(vscode.l10n.t('`writer` must be one of {0}.', WRITERS.join(', ')));
  }
  if (repeat !== undefined && !(typeof repeat === 'number' && repeat > 0)) {
    throw new Refused(
      vscode.l10n.t('`repeat` must be a number of milliseconds between two updates.'),
    );
  }
  return {
    volume: resolve(volume),
    writer: writer as WriterId,
    ...(changes !== undefined && { changes: parseChanges(changes) }),
    ...(repeat !== undefined && { repeat }),
  };
}

function parseChanges(given: unknown): UpdateChanges {
  const { set = {}, delete: deleted = [] } = (given ?? {}) as Record<string, unknown>;
  const isText = (value: unknown) => typeof value === 'string';
  const isSet = typeof set === 'object' && set !== null && Object.values(set).every(isText);
  if (!isSet || !Array.isArray(deleted) || !deleted.every(isText)) {
    throw new Refused(
      vscode.l10n.t(
        '`changes` must have keys and their texts in `set`, and a list of keys in `delete`.',
      ),
    );
  }
  return { set: set as Record<string, string>, delete: deleted };
}

/**
 * @returns why it can be done in a copy only
 * @throws Refused where it cannot be done at all
 */
export async function obstacleIn(volumes: Volumes, dir: string): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    throw new Refused(
      vscode.l10n.t('Nothing is changed from a workspace in restricted mode. Trust it first.'),
    );
  }
  await volumes.begin();
  const isShown = volumes.has(dir);
  volumes.watch(dir);
  try {
    return obstacle(dir, await volumes.whenKnown(dir));
  } catch (error) {
    if (!isShown) await volumes.unwatch(dir);
    throw error;
  }
}

function obstacle(dir: string, state: VolumeState | undefined): string | undefined {
  if (state === undefined) {
    throw notShown(dir);
  }
  // A directory without a version may be no volume at all.
  const why = explainHeld(state.held) ?? explainActive(state);
  if (why !== undefined) throw new Refused(`${shown(dir)}: ${why.long}`);
  if ('volumeName' in state.origin) {
    return vscode.l10n.t(
      'It is a kubelet’s own directory: programs in its pod read it, and the kubelet would undo the update.',
    );
  }
  return explainAccess(state.access);
}
