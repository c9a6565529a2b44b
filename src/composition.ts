// Composes the extension; everything else is in the files that it imports. Loaded with the first thing that needs a volume.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CommandContext } from './vscode/commands/command.ts';
import type { CopiedSecrets } from './vscode/documents/copiedSecrets.ts';
import { registerDecorations } from './vscode/tree/decorations.ts';
import { ClusterNotes } from './vscode/volumes/clusterNotes.ts';
import { Discovery } from './vscode/volumes/discovery.ts';
import { registerExpiryWarnings } from './vscode/attention/expiryWarnings.ts';
import { KeyFileSystem } from './vscode/documents/keyFileSystem.ts';
import { registerLanguages } from './vscode/documents/languages.ts';
import { registerProblemsPanel } from './vscode/attention/problemsPanel.ts';
import { Publisher } from './vscode/editing/publisher.ts';
import { registerStaleComparisons } from './vscode/documents/staleComparisons.ts';
import { Reveals } from './vscode/documents/reveal.ts';
import { SecretFileSystem } from './vscode/documents/secretFileSystem.ts';
import { registerSavedInPlace } from './vscode/attention/savedInPlace.ts';
import { StagedStorage } from './vscode/editing/stagedStorage.ts';
import { Staging } from './vscode/editing/staging.ts';
import { registerStatusBar } from './vscode/attention/statusBar.ts';
import { registerTaskAfterPublish } from './vscode/attention/taskAfterPublish.ts';
import { dragAndDrop } from './vscode/tree/dragAndDrop.ts';
import type { Rows } from './vscode/tree/lateView.ts';
import type { TreeNode } from './vscode/tree/nodes.ts';
import { VolumeTree } from './vscode/tree/treeProvider.ts';
import { registerVolumeTree } from './vscode/tree/volumeTree.ts';
import { RememberedVolumes } from './vscode/volumes/remembered.ts';
import { registerSettings, workerSettings } from './vscode/volumes/settings.ts';
import { Volumes } from './vscode/volumes/volumes.ts';
import { type ClientEvents, VolumeClient } from './worker/client/volumeClient.ts';

/** What those who were registered at activation ask for. */
export interface Composition extends CommandContext {
  rows: Rows;
  keyFiles: vscode.FileSystemProvider;
  secretFiles: vscode.FileSystemProvider;
}

export function compose(
  context: vscode.ExtensionContext,
  view: vscode.TreeView<TreeNode>,
  copied: CopiedSecrets,
): Composition {
  const { subscriptions, workspaceState: memento } = context;
  const bundle = (name: string): string => join(context.extensionPath, 'dist', name);
  const log = vscode.window.createOutputChannel('Projected Volumes', { log: true });
  const remembered = new RememberedVolumes(memento);
  const connect = (events: ClientEvents) =>
    new VolumeClient(bundle('worker.cjs'), workerSettings, events);
  const volumes = new Volumes(connect, remembered, log);
  const staging = new Staging(volumes, new StagedStorage(memento, context.secrets), log);
  const discovery = new Discovery(volumes, remembered, (dir) => staging.of(dir).size > 0, log);
  const publisher = new Publisher(volumes, staging, log);
  const reveals = new Reveals(memento);
  const notes = new ClusterNotes();
  const tree = new VolumeTree(volumes, staging, notes);
  const keyFiles = new KeyFileSystem({ volumes, staging, publisher, reveals, memento });
  subscriptions.push(
    log,
    volumes,
    discovery,
    staging,
    publisher,
    reveals,
    notes,
    keyFiles,
    registerSettings(volumes),
    registerVolumeTree(view, tree, volumes, staging),
    registerDecorations(volumes, staging),
    registerStatusBar(volumes, staging, publisher),
    registerTaskAfterPublish(publisher, log),
    registerExpiryWarnings(volumes),
    registerLanguages(),
    registerStaleComparisons(volumes, staging, publisher),
    registerProblemsPanel(volumes, staging),
    registerSavedInPlace(volumes),
  );
  return {
    volumes,
    discovery,
    staging,
    publisher,
    reveals,
    copied,
    log,
    experiments: bundle('experiments.cjs'),
    memento,
    notes,
    subscriptions,
    loadCluster: async () => (await import('./vscode/cluster/index.ts')).inCluster,
    rows: { tree, dragAndDrop: dragAndDrop(staging) },
    keyFiles,
    secretFiles: new SecretFileSystem(volumes.client, reveals),
  };
}
