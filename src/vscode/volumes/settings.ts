// What the person set, in one place: names, units and defaults are those of package.json.

import * as vscode from 'vscode';
import type { WorkerSettings } from '../../worker/protocol/protocol.ts';

export const SECTION = 'projectedVolumes';

export function publishesOnSave(): boolean {
  return setting('publishOnSave', false);
}

/** Absolute paths of directories to search for volumes, beside the usual places. */
export function searchRoots(): string[] {
  return setting('searchRoots', []);
}

export function discoversByItself(): boolean {
  return setting('discoverOnStart', true);
}

export function workerSettings(): WorkerSettings {
  return {
    historyBytes: setting('historyMemory', 64) * 1e6,
    keepVersions: setting('keepVersions', 0),
    durable: setting('durable', false),
    warnBefore: setting('warnBeforeExpiry', 72) * 3_600_000,
  };
}

function setting<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration(SECTION).get(name, fallback);
}
