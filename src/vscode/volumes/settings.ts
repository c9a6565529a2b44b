// What the person set, in one place: names, units and defaults are those of package.json.

import * as vscode from 'vscode';
import type { WorkerSettings } from '../../worker/protocol/protocol.ts';
import type { Volumes } from './volumes.ts';

const SECTION = 'projectedVolumes';

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

/** Name of a task to run after a publish; empty for none. */
export function taskAfterPublish(): string {
  return setting('taskAfterPublish', '');
}

export function workerSettings(): WorkerSettings {
  return {
    historyBytes: setting('historyMemory', 64) * 1e6,
    keepVersions: setting('keepVersions', 0),
    durable: setting('durable', false),
    warnBefore: setting('warnBeforeExpiry', 72) * 3_600_000,
  };
}

/** Tells the workers when the settings change. */
export function registerSettings({ client }: Volumes): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) client.configure();
  });
}

function setting<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration(SECTION).get(name, fallback);
}
