// Who is to update a volume.

import * as vscode from 'vscode';
import { type WriterId, WRITERS } from '../../volume/updates/update.ts';
import { explainWriter } from '../explain/explainSteps.ts';
import { writerName } from '../explain/explainUpdate.ts';

/** @param volume its name */
export async function askToStep(volume: string): Promise<WriterId | undefined> {
  return askForWriter(
    vscode.l10n.t('Who is to update {0}? Nothing happens before you step.', volume),
  );
}

export async function askForWriter(placeHolder: string): Promise<WriterId | undefined> {
  const items = WRITERS.map((writer) => ({
    label: writer,
    description: writerName(writer),
    detail: explainWriter(writer),
    writer,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
  });
  return picked?.writer;
}
