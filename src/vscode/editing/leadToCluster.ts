// From what cannot, or should not, be published here to the cluster.

import * as vscode from 'vscode';

/** @param keys of the staged changes that are meant; all that are ticked where none is named */
export async function leadToCluster(dir: string, keys: readonly string[]): Promise<void> {
  const rows =
    keys.length === 0
      ? [{ kind: 'staged', dir }]
      : keys.map((key) => ({ kind: 'stagedChange', dir, key }));
  await vscode.commands.executeCommand('projectedVolumes.publishToCluster', rows[0], rows);
}
