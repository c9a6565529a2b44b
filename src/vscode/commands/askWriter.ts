// Who is to update a volume.

import * as vscode from 'vscode';
import { type WriterId, WRITERS } from '../../volume/updates/update.ts';
import { explainWriter, writerName } from '../explain/explainUpdate.ts';

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
