// Tells VS Code what there is. All that this does loads with the first thing that needs it: see composition.ts.

import type * as vscode from 'vscode';
import type { ProjectedVolumesExports } from './api.ts';
import type { Composition } from './composition.ts';
import { apiExports } from './vscode/api/apiExports.ts';
import { registerTools } from './vscode/assistants/registerTools.ts';
import { registerCommands } from './vscode/commands/registerCommands.ts';
import { CopiedSecrets } from './vscode/documents/copiedSecrets.ts';
import { registerFiles } from './vscode/documents/lateFiles.ts';
import { SECRET_SCHEME } from './vscode/documents/secretUri.ts';
import { registerUpdates } from './vscode/stepping/registerUpdates.ts';
import { createView } from './vscode/tree/lateView.ts';
import { beginAfterStart } from './vscode/volumes/beginsByItself.ts';
import { SCHEME } from './vscode/volumes/keyUri.ts';
import { hasLeftovers, RememberedVolumes } from './vscode/volumes/remembered.ts';

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
  let composing: Promise<Composition> | undefined;
  const load = async (): Promise<Composition> =>
    (await import('./composition.ts')).compose(context, view, copied);
  const compose = async (): Promise<Composition> => (composing ??= load());
  const view = createView(async () => (await compose()).rows);
  const { subscriptions, workspaceState } = context;
  const { commands } = (context.extension.packageJSON as Manifest).contributes;
  subscriptions.push(
    view,
    registerFiles(SCHEME, async () => (await compose()).keyFiles),
    registerFiles(SECRET_SCHEME, async () => (await compose()).secretFiles),
    registerTools(async () => (await compose()).volumes),
    registerCommands(workspaceState, compose, commands),
    registerUpdates(compose),
    beginAfterStart(new RememberedVolumes(workspaceState), () => {
      void compose().then(({ volumes }) => volumes.begin());
    }),
  );
  if (hasLeftovers(workspaceState)) void compose();
  return apiExports(compose);
}
