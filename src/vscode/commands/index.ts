// All commands. Loaded with the first one that a person gives: a window that only shows volumes needs none of this.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import { CannotPublish, leadOn } from '../editing/cannotPublish.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { explainError } from '../explain/explainFailure.ts';
import type { CommandContext, Commands } from './command.ts';
import { keyCommands } from './keyCommands.ts';
import { meant, rowsOf } from './meant.ts';
import { manifestCommands } from './manifestCommands.ts';
import { repairCommands } from './repairCommands.ts';
import { revealCommands } from './revealCommands.ts';
import { stagedCommands } from './stagedCommands.ts';
import { subPathCommands } from './subPathCommands.ts';
import { valueCommands } from './valueCommands.ts';
import { versionCommands } from './versionCommands.ts';
import { volumeCommands } from './volumeCommands.ts';

/** `selected`: the rows that VS Code gives with the argument, when several are selected. */
export type GivenCommands = Record<
  string,
  (argument: unknown, selected?: unknown) => Promise<void>
>;

/** By name, without the prefix `projectedVolumes.`. Whatever one is refused for is told to the person in words. */
export function allCommands(context: CommandContext): GivenCommands {
  const staged = stagedCommands(context);
  const commands: Commands = {
    ...volumeCommands(context),
    ...keyCommands(context, staged['discard'] ?? (() => {})),
    ...valueCommands(context),
    ...staged,
    ...versionCommands(context),
    ...manifestCommands(context),
    ...repairCommands(context),
    ...subPathCommands(context),
    ...revealCommands(context),
  };
  return Object.fromEntries(
    Object.entries(commands).map(([name, run]) => [
      name,
      async (given: unknown, selected?: unknown) => {
        let argument = given;
        try {
          argument = await meant(context.volumes, given);
          await run(argument, rowsOf(context.volumes, argument, selected));
        } catch (error) {
          tell(context.log, name, dirOf(argument), error);
        }
      },
    ]),
  );
}

function tell(log: vscode.LogOutputChannel, name: string, dir: string, error: unknown): void {
  if (error instanceof CannotPublish) {
    void leadOn(error);
    return;
  }
  const message = error instanceof Refused ? error.message : explainError(error, dir);
  if (!(error instanceof Refused || error instanceof VolumeError)) {
    log.error(`${name} failed.`, error instanceof Error ? (error.stack ?? '') : String(error));
  }
  if (error instanceof NothingToDo) {
    void vscode.window.showInformationMessage(message);
  } else void vscode.window.showErrorMessage(message);
}

function dirOf(argument: unknown): string {
  const dir =
    typeof argument === 'object' && argument !== null && 'dir' in argument
      ? argument.dir
      : undefined;
  return typeof dir === 'string' ? dir : 'Projected Volumes';
}
