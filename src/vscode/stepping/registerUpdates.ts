// What activation needs of the debugger: who to ask. The rest loads with the first session.

import * as vscode from 'vscode';
import type { CommandContext } from '../commands/command.ts';
import type { Updates } from './index.ts';
import { DEBUG_TYPE, LANGUAGE, SCHEME } from './names.ts';

/** A path in the volume, as it stands in that text. */
const PATH = /[^\s→]+/;

export function registerUpdates(compose: () => Promise<CommandContext>): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let loading: Promise<Updates> | undefined;
  const load = async (): Promise<Updates> => {
    const context = await compose();
    const { Updates } = await import('./index.ts');
    return new Updates(context, (uri) => changed.fire(uri));
  };
  const updates = async (): Promise<Updates> => (loading ??= load());
  return vscode.Disposable.from(
    changed,
    { dispose: () => void loading?.then((loaded) => loaded.dispose()) },
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, {
      resolveDebugConfiguration: async (_folder, given) => (await updates()).complete(given),
      resolveDebugConfigurationWithSubstitutedVariables: async (_folder, given) =>
        (await updates()).check(given),
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: async (session) => (await updates()).session(session),
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await updates()).text(uri),
    }),
    vscode.languages.registerEvaluatableExpressionProvider(LANGUAGE, {
      provideEvaluatableExpression: (document, position) => {
        const range = document.getWordRangeAtPosition(position, PATH);
        return range === undefined ? undefined : new vscode.EvaluatableExpression(range);
      },
    }),
  );
}
