// The configuration of a session: completed where something is missing, and checked before anything is touched.

import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { type WriterId, WRITERS } from '../../volume/updates/update.ts';
import type { UpdateChanges } from '../../volume/updates/changes.ts';
import { explainAccess, explainActive } from '../explain/explainState.ts';
import { explainHeld } from '../explain/explainUpdate.ts';
import { shown, volumeName } from '../explain/format.ts';
import { Refused } from '../editing/refused.ts';
import { askForWriter } from '../commands/askWriter.ts';
import { askForVolume } from '../commands/pick.ts';
import { DEBUG_TYPE } from './names.ts';
import type { Volumes } from '../volumes/volumes.ts';

export interface UpdateConfiguration {
  /** Absolute path of the target directory. */
  volume: string;
  writer: WriterId;
  changes?: UpdateChanges;
  /** Milliseconds between two updates, which then go on and on. */
  repeat?: number;
}

/** Asks for the volume and the writer, if they are not given; undefined when the person gave up. */
export async function complete(
  volumes: Volumes,
  given: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined> {
  const volume: unknown = given['volume'] ?? (await askForVolume(volumes));
  if (volume === undefined) return undefined;
  // A launch.json may leave it out.
  const isFromFile = given['volume'] !== undefined;
  const writer: unknown =
    given['writer'] ?? (isFromFile ? 'kubelet' : await askForWriter(String(volume)));
  if (writer === undefined) return undefined;
  const name = vscode.l10n.t('Update {0}', volumeName(String(volume)));
  return {
    ...given,
    type: DEBUG_TYPE,
    request: 'launch',
    name: given.name ?? name,
    volume,
    writer,
  };
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
  volumes.watch(dir);
  const state = await volumes.whenKnown(dir);
  if (state === undefined) {
    throw new Refused(vscode.l10n.t('{0} is not shown any more.', shown(dir)));
  }
  const held = explainHeld(state.held);
  if (held !== undefined) throw new Refused(`${shown(dir)}: ${held.long}`);
  const active = explainActive(state);
  if (active !== undefined && state.active.state !== 'no-data-link') {
    throw new Refused(`${shown(dir)}: ${active.long}`);
  }
  if ('volumeName' in state.origin) {
    return vscode.l10n.t(
      'It is a kubelet’s own directory: programs in its pod read it, and the kubelet would undo the update.',
    );
  }
  return explainAccess(state.access);
}
