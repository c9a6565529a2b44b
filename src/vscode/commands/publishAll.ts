// Publish All Volumes: one after the other, and at the end what was published and what was not.

import * as vscode from 'vscode';
import { showInformation, showWarning } from '../explain/messages.ts';
import { confirm } from '../editing/confirm.ts';
import { nothingStaged, NothingToDo, Refused } from '../editing/refused.ts';
import { withUnsaved } from '../editing/unsaved.ts';
import type { CommandContext } from './command.ts';
import type { Meant } from './stagedRows.ts';

export async function publishAll(context: CommandContext): Promise<void> {
  const { staging } = context;
  if (staging.count === 0) throw nothingStaged();
  // What is staged now, and later what the question lists, is what is published, whatever is staged while it is open.
  const asked = staging.dirs.map((dir) => ({ dir, changes: staging.chosen(dir) }));
  await publishEach(context, asked);
}

export async function publishEach(context: CommandContext, asked: readonly Meant[]): Promise<void> {
  const { publisher } = context;
  const all: Meant[] = [];
  for (const { dir, changes, isMeant } of asked) {
    const meant = await withUnsaved(context, dir, changes, isMeant);
    if (meant === undefined) return;
    if (meant.length > 0) all.push({ dir, changes: meant });
  }
  if (all.length === 0) throw new Refused(vscode.l10n.t('None of the staged changes is ticked.'));
  if (all.length > 1 && !(await mayPublish(all))) return;
  const published: string[] = [];
  const open: string[] = [];
  const gone: string[] = [];
  for (const { dir, changes } of all) {
    try {
      if (await publisher.publish(dir, changes)) published.push(dir);
      else open.push(vscode.l10n.t('{0}: you left it for later.', dir));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      (error instanceof NothingToDo ? gone : open).push(error.message);
    }
  }
  if (all.length > 1 || open.length > 0) tell(published, open, gone);
}

function mayPublish(all: readonly Meant[]): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Publish the staged changes of {0} volumes?', all.length),
    all
      .map(({ dir, changes }) => `${dir}: ${changes.length}`)
      .join('\n')
      .concat('\n\n', vscode.l10n.t('Each volume is published in one swap, one after the other.')),
    vscode.l10n.t('Publish'),
  );
}

/** @param gone sentences about volumes of which nothing was staged any more */
function tell(
  published: readonly string[],
  open: readonly string[],
  gone: readonly string[],
): void {
  const names = vscode.l10n.t(
    'Published: {0}.',
    published.length === 0 ? vscode.l10n.t('nothing') : published.join(', '),
  );
  const done = [names, ...gone].join(' ');
  if (open.length === 0) void showInformation(done);
  else {
    void showWarning(
      `${done} ${vscode.l10n.t('Not published, and still staged: {0}', open.join(' '))}`,
    );
  }
}
