// Text that was typed into a volume's editors and not saved: publishing must not leave it out silently.

import * as vscode from 'vscode';
import { shown, volumeName } from '../explain/format.ts';
import { SCHEME } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';

const NAMED = 10;

/**
 * Asks what to do about unsaved editors; saving one stages it.
 *
 * @param isMeant whether a key is about to be published
 * @returns false when the person gave up, or an editor could not be saved
 */
export async function settleUnsaved(
  volumes: Volumes,
  dir: string,
  isMeant: (key: string) => boolean = () => true,
): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.flatMap((document) => {
    const { uri, isDirty } = document;
    const found =
      isDirty && uri.scheme === SCHEME && uri.authority === ''
        ? volumes.find(uri.fsPath)
        : undefined;
    return found?.dir === dir && isMeant(found.key) ? [{ key: found.key, document }] : [];
  });
  if (unsaved.length === 0) return true;
  const save = vscode.l10n.t('Save All and Publish');
  const without = vscode.l10n.t('Publish Without');
  const names = unsaved.map(({ key }) => shown(key));
  const answer = await vscode.window.showWarningMessage(
    unsaved.length === 1
      ? vscode.l10n.t(
          '{0} of {1} has unsaved text. Publish it as well?',
          names.join(),
          volumeName(dir),
        )
      : vscode.l10n.t(
          '{0} keys of {1} have unsaved text. Publish it as well?',
          names.length,
          volumeName(dir),
        ),
    {
      modal: true,
      detail: [
        ...(names.length > 1 ? names.slice(0, NAMED) : []),
        ...(names.length > NAMED ? ['…'] : []),
        vscode.l10n.t(
          'Without it, what was saved last is published. The text stays in its editor.',
        ),
      ].join('\n'),
    },
    save,
    without,
  );
  if (answer !== save) return answer === without;
  for (const { document } of unsaved) if (!(await document.save())) return false;
  return true;
}
