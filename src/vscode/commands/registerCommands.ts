// What activation needs of the commands: their names. The commands themselves load with the first one.

import * as vscode from 'vscode';
import type { CommandContext, Commands } from './command.ts';

const PREFIX = 'projectedVolumes.';

/** @param contributed the commands that package.json contributes, by their whole names */
export function registerCommands(
  context: CommandContext,
  contributed: readonly { command: string }[],
): vscode.Disposable {
  let loading: Promise<Commands> | undefined;
  const load = async (): Promise<Commands> => (await import('./index.ts')).allCommands(context);
  return vscode.Disposable.from(
    ...contributed.map(({ command }) =>
      vscode.commands.registerCommand(command, async (argument: unknown) => {
        void context.volumes.begin();
        loading ??= load();
        await (await loading)[command.slice(PREFIX.length)]?.(argument);
      }),
    ),
  );
}
