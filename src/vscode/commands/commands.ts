// Registers the commands. Whatever one is refused for is told to the person in words.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import { keyCommands } from './keyCommands.ts';
import { explainError } from '../explain/explainFailure.ts';
import { manifestCommands } from './manifestCommands.ts';
import { type Publisher, Refused } from '../editing/publisher.ts';
import type { Reveals } from '../documents/reveal.ts';
import { repairCommands } from './repairCommands.ts';
import { stagedCommands } from './stagedCommands.ts';
import type { Staging } from '../editing/staging.ts';
import { versionCommands } from './versionCommands.ts';
import { volumeCommands } from './volumeCommands.ts';
import type { Volumes } from '../volumes/volumes.ts';

export interface CommandContext {
  volumes: Volumes;
  staging: Staging;
  publisher: Publisher;
  reveals: Reveals;
  log: vscode.LogOutputChannel;
}

/** Command name → handler. The argument comes from anywhere: a tree node, another extension, a key binding. */
export type Commands = Record<string, (argument: unknown) => Promise<void> | void>;

export function registerCommands(context: CommandContext): vscode.Disposable {
  const commands = {
    ...volumeCommands(context),
    ...keyCommands(context),
    ...stagedCommands(context),
    ...versionCommands(context),
    ...manifestCommands(context),
    ...repairCommands(context),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, handler]) =>
      vscode.commands.registerCommand(`projectedVolumes.${name}`, async (argument: unknown) => {
        try {
          await handler(argument);
        } catch (error) {
          const dir = dirOf(argument);
          const message = error instanceof Refused ? error.message : explainError(error, dir);
          if (!(error instanceof Refused || error instanceof VolumeError)) {
            context.log.error(
              `${name} failed.`,
              error instanceof Error ? (error.stack ?? '') : String(error),
            );
          }
          void vscode.window.showErrorMessage(message);
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
