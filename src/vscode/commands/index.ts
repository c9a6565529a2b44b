// All commands. Loaded with the first one that a person gives: a window that only shows volumes needs none of this.

import * as vscode from 'vscode';
import { showError, showInformation, showWarning } from '../explain/messages.ts';
import { VolumeError } from '../../volume/failure.ts';
import { CannotPublish, leadOn } from '../editing/cannotPublish.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { explainError } from '../explain/explainFailure.ts';
import { clusterCommands } from './clusterCommands.ts';
import type { CommandContext, Commands } from './command.ts';
import { experimentCommands } from './experimentCommands.ts';
import { compareCommands } from './compareCommands.ts';
import { keyCommands } from './keyCommands.ts';
import { meant, rowsOf } from './meant.ts';
import { manifestCommands } from './manifestCommands.ts';
import { repairCommands } from './repairCommands.ts';
import { revealCommands } from './revealCommands.ts';
import { secretCommands } from './secretCommands.ts';
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
    ...experimentCommands(context),
    ...keyCommands(context, staged['discard'] ?? (() => {})),
    ...valueCommands(context),
    ...staged,
    ...versionCommands(context),
    ...compareCommands(context),
    ...manifestCommands(context),
    ...secretCommands(context),
    ...repairCommands(context),
    ...subPathCommands(context),
    ...revealCommands(context),
    ...clusterCommands(context),
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
          tell(context, name, dirOf(argument), error);
        }
      },
    ]),
  );
}

function tell({ log, volumes }: CommandContext, name: string, dir: string, error: unknown): void {
  if (error instanceof CannotPublish) {
    void leadOn(error);
    return;
  }
  const message = error instanceof Refused ? error.message : explainError(error, dir);
  if (error instanceof NothingToDo) {
    void showInformation(message, vscode.l10n.t('Understood'));
  } else if (isRefusal(error)) {
    void tellRefusal(message, volumes.has(dir) ? () => volumes.pointTo(dir) : undefined);
  } else {
    log.error(`${name} failed.`, error instanceof Error ? (error.stack ?? '') : String(error));
    void tellBug(log, message);
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Refused ||
    error instanceof VolumeError ||
    error instanceof vscode.FileSystemError
  );
}

/** With a button a notification shows all of its text; without one, a line of it. */
async function tellRefusal(message: string, show: (() => void) | undefined): Promise<void> {
  const button =
    show === undefined ? vscode.l10n.t('Understood') : vscode.l10n.t('Show in Volumes View');
  const answer = await showWarning(message, button);
  if (answer === button) show?.();
}

async function tellBug(log: vscode.LogOutputChannel, message: string): Promise<void> {
  const open = vscode.l10n.t('Open the Output Channel');
  if ((await showError(message, open)) === open) log.show();
}

function dirOf(argument: unknown): string {
  const dir =
    typeof argument === 'object' && argument !== null && 'dir' in argument
      ? argument.dir
      : undefined;
  return typeof dir === 'string' ? dir : 'Projected Volumes';
}
