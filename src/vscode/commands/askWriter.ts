// Who is to update a volume.

import * as vscode from 'vscode';
import { type WriterId, WRITERS } from '../../volume/updates/update.ts';
import { volumeName } from '../explain/format.ts';
import { explainWriter, writerName } from '../explain/explainUpdate.ts';

export async function askForWriter(dir: string): Promise<WriterId | undefined> {
  const items = WRITERS.map((writer) => ({
    label: writer,
    description: writerName(writer),
    detail: explainWriter(writer),
    writer,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t(
      'Who is to update {0}? Nothing happens before you step.',
      volumeName(dir),
    ),
    matchOnDescription: true,
  });
  return picked?.writer;
}
