// Composes the extension; everything else is in the files that it imports.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './vscode/commands.ts';
import { registerDiscovery } from './vscode/discovery.ts';
import { registerKeyFileSystem } from './vscode/keyFileSystem.ts';
import { Publisher } from './vscode/publisher.ts';
import { registerVolumeTree } from './vscode/volumeTree.ts';
import { Volumes } from './vscode/volumes.ts';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Projected Volumes', { log: true });
  const script = join(context.extensionPath, 'dist', 'worker.cjs');
  const volumes = new Volumes(script, context.workspaceState, log);
  const publisher = new Publisher(volumes, log);
  context.subscriptions.push(
    log,
    volumes,
    registerKeyFileSystem(volumes, publisher),
    registerVolumeTree(volumes),
    registerCommands({ volumes, publisher, log }),
    registerDiscovery(volumes),
  );
}
