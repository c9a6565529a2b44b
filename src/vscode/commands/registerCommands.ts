// What activation needs of the commands: their names. The commands themselves load with the first one.

import * as vscode from 'vscode';
import { Journeys } from '../volumes/journeys.ts';
import type { CommandContext } from './command.ts';
import type { GivenCommands } from './index.ts';

const PREFIX = 'projectedVolumes.';

/**
 * @param memento of the workspace
 * @param contributed the commands that package.json contributes, by their whole names
 */
export function registerCommands(
  memento: vscode.Memento,
  compose: () => Promise<CommandContext>,
  contributed: readonly { command: string }[],
): vscode.Disposable {
  const load = async (): Promise<GivenCommands> => {
    const context = await compose();
    return (await import('./index.ts')).allCommands(context);
  };
  // What was on its way from the cluster when the window closed is waited for further.
  let loading = new Journeys(memento).isEmpty() ? undefined : load();
  return vscode.Disposable.from(
    ...contributed.map(({ command }) =>
      vscode.commands.registerCommand(command, async (argument: unknown, selected?: unknown) => {
        void compose().then(({ volumes }) => volumes.begin());
        loading ??= load();
        await (await loading)[command.slice(PREFIX.length)]?.(argument, selected);
      }),
    ),
  );
}
