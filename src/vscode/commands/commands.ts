// Registers the commands. Whatever one is refused for is told to the person in words.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import { type CommandContext, RowMissing } from './command.ts';
import { keyCommands } from './keyCommands.ts';
import { explainError } from '../explain/explainFailure.ts';
import { manifestCommands } from './manifestCommands.ts';
import { CannotPublish, leadOn } from '../editing/cannotPublish.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { repairCommands } from './repairCommands.ts';
import { stagedCommands } from './stagedCommands.ts';
import { valueCommands } from './valueCommands.ts';
import { versionCommands } from './versionCommands.ts';
import { volumeCommands } from './volumeCommands.ts';

export function registerCommands(context: CommandContext): vscode.Disposable {
  const commands = {
    ...volumeCommands(context),
    ...keyCommands(context),
    ...valueCommands(context),
    ...stagedCommands(context),
    ...versionCommands(context),
    ...manifestCommands(context),
    ...repairCommands(context),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, handler]) =>
      vscode.commands.registerCommand(`projectedVolumes.${name}`, async (argument: unknown) => {
        void context.volumes.begin();
        try {
          await handler(argument);
        } catch (error) {
          if (error instanceof RowMissing) {
            void vscode.window.showInformationMessage(error.message);
            return;
          }
          if (error instanceof CannotPublish) {
            void leadOn(error);
            return;
          }
          const dir = dirOf(argument);
          const message = error instanceof Refused ? error.message : explainError(error, dir);
          if (!(error instanceof Refused || error instanceof VolumeError)) {
            context.log.error(
              `${name} failed.`,
              error instanceof Error ? (error.stack ?? '') : String(error),
            );
          }
          if (error instanceof NothingToDo) void vscode.window.showInformationMessage(message);
          else void vscode.window.showErrorMessage(message);
        }
      }),
    ),
  );
}

function dirOf(argument: unknown): string {
  const dir =
    typeof argument === 'object' && argument !== null && 'dir' in argument
      ? argument.dir
      : undefined;
  return typeof dir === 'string' ? dir : 'Projected Volumes';
}
