// Composes the extension; everything else is in the files that it imports.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ProjectedVolumesExports } from './api.ts';
import { apiExports } from './vscode/api/apiExports.ts';
import { registerTools } from './vscode/assistants/registerTools.ts';
import { registerCommands } from './vscode/commands/registerCommands.ts';
import { CopiedSecrets } from './vscode/documents/copiedSecrets.ts';
import { registerDecorations } from './vscode/tree/decorations.ts';
import { ClusterNotes } from './vscode/volumes/clusterNotes.ts';
import { Discovery } from './vscode/volumes/discovery.ts';
import { registerExpiryWarnings } from './vscode/attention/expiryWarnings.ts';
import { registerKeyFileSystem } from './vscode/documents/keyFileSystem.ts';
import { registerLanguages } from './vscode/documents/languages.ts';
import { registerProblemsPanel } from './vscode/attention/problemsPanel.ts';
import { Publisher } from './vscode/editing/publisher.ts';
import { registerStaleComparisons } from './vscode/documents/staleComparisons.ts';
import { Reveals } from './vscode/documents/reveal.ts';
import { registerSecretFileSystem } from './vscode/documents/secretFileSystem.ts';
import { registerSavedInPlace } from './vscode/attention/savedInPlace.ts';
import { StagedStorage } from './vscode/editing/stagedStorage.ts';
import { Staging } from './vscode/editing/staging.ts';
import { registerStatusBar } from './vscode/attention/statusBar.ts';
import { registerTaskAfterPublish } from './vscode/attention/taskAfterPublish.ts';
import { registerVolumeTree } from './vscode/tree/volumeTree.ts';
import { RememberedVolumes } from './vscode/volumes/remembered.ts';
import { registerUpdates } from './vscode/stepping/registerUpdates.ts';
import { registerSettings, workerSettings } from './vscode/volumes/settings.ts';
import { Volumes } from './vscode/volumes/volumes.ts';
import { type ClientEvents, VolumeClient } from './worker/client/volumeClient.ts';

/** The part of package.json that is read here. */
interface Manifest {
  contributes: { commands: { command: string }[] };
}

/** A secret value does not stay on the clipboard when the window closes. */
const copied = new CopiedSecrets();

export async function deactivate(): Promise<void> {
  await copied.clear();
}

export function activate(context: vscode.ExtensionContext): ProjectedVolumesExports {
  const log = vscode.window.createOutputChannel('Projected Volumes', { log: true });
  const script = join(context.extensionPath, 'dist', 'worker.cjs');
  const remembered = new RememberedVolumes(context.workspaceState);
  const connect = (events: ClientEvents) => new VolumeClient(script, workerSettings, events);
  const volumes = new Volumes(connect, remembered, log);
  const storage = new StagedStorage(context.workspaceState, context.secrets);
  const staging = new Staging(volumes, storage, log);
  const discovery = new Discovery(volumes, remembered, (dir) => staging.of(dir).size > 0, log);
  const publisher = new Publisher(volumes, staging, log);
  const { commands: contributed } = (context.extension.packageJSON as Manifest).contributes;
  const reveals = new Reveals(context.workspaceState);
  const experiments = join(context.extensionPath, 'dist', 'experiments.cjs');
  const notes = new ClusterNotes();
  const { subscriptions } = context;
  const needed = {
    volumes,
    discovery,
    staging,
    publisher,
    reveals,
    copied,
    log,
    experiments,
    memento: context.workspaceState,
    notes,
    subscriptions,
    loadCluster: async () => (await import('./vscode/cluster/index.ts')).inCluster,
  };
  subscriptions.push(
    log,
    volumes,
    discovery,
    staging,
    publisher,
    reveals,
    notes,
    registerSettings(volumes),
    registerKeyFileSystem({
      volumes,
      staging,
      publisher,
      reveals,
      memento: context.workspaceState,
    }),
    registerSecretFileSystem(volumes.client, reveals),
    registerVolumeTree(volumes, staging, notes),
    registerDecorations(volumes, staging),
    registerStatusBar(volumes, staging, publisher),
    registerTaskAfterPublish(publisher, log),
    registerExpiryWarnings(volumes),
    registerLanguages(),
    registerStaleComparisons(volumes, staging, publisher),
    registerProblemsPanel(volumes, staging),
    registerSavedInPlace(volumes),
    registerTools(volumes),
    registerCommands(needed, contributed),
    registerUpdates(needed),
  );
  return apiExports({ volumes, publisher });
}
