// Composes the extension; everything else is in the files that it imports.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './vscode/commands/commands.ts';
import { registerDecorations } from './vscode/tree/decorations.ts';
import { registerDiscovery } from './vscode/volumes/discovery.ts';
import { registerExpiryWarnings } from './vscode/attention/expiryWarnings.ts';
import { registerKeyFileSystem } from './vscode/documents/keyFileSystem.ts';
import { registerLanguages } from './vscode/documents/languages.ts';
import { registerProblemsPanel } from './vscode/attention/problemsPanel.ts';
import { Publisher } from './vscode/editing/publisher.ts';
import { Reveals } from './vscode/documents/reveal.ts';
import { StagedStorage } from './vscode/editing/stagedStorage.ts';
import { Staging } from './vscode/editing/staging.ts';
import { registerStatusBar } from './vscode/attention/statusBar.ts';
import { registerVolumeTree } from './vscode/tree/volumeTree.ts';
import { Volumes } from './vscode/volumes/volumes.ts';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Projected Volumes', { log: true });
  const script = join(context.extensionPath, 'dist', 'worker.cjs');
  const volumes = new Volumes(script, context.workspaceState, log);
  const storage = new StagedStorage(context.workspaceState, context.secrets);
  const staging = new Staging(volumes, storage, log);
  const publisher = new Publisher(volumes, staging, log);
  const reveals = new Reveals();
  context.subscriptions.push(
    log,
    volumes,
    staging,
    publisher,
    reveals,
    registerKeyFileSystem({ volumes, staging, publisher, memento: context.workspaceState }),
    registerVolumeTree(volumes, staging),
    registerDecorations(volumes, staging),
    registerStatusBar(staging, publisher),
    registerExpiryWarnings(volumes),
    registerLanguages(),
    registerProblemsPanel(volumes),
    registerCommands({ volumes, staging, publisher, reveals, log }),
    registerDiscovery(volumes),
  );
}
