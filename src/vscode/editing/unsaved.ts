// Text that was typed into a volume's editors and not saved: publishing must not leave it out silently.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { firstTen, shown, volumeName } from '../explain/format.ts';
import { parseKeyUri, SCHEME } from '../volumes/keyUri.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import type { Publisher } from './publisher.ts';
import type { Staging } from './staging.ts';
import type { Volumes } from '../volumes/volumes.ts';

/**
 * Staged changes with the unsaved text of their volume, if the person wants that: asks about it, and saves it, which
 * stages it. What else is staged meanwhile is not part of it.
 *
 * @param changes what is meant to be published, as it was staged when the person asked for it
 * @param isMeant whether a key belongs to what is meant
 * @returns undefined when the person gave up, or an editor could not be saved
 */
export async function withUnsaved(
  { volumes, staging, publisher }: { volumes: Volumes; staging: Staging; publisher: Publisher },
  dir: string,
  changes: readonly StagedChange[],
  isMeant: (key: string) => boolean = () => true,
): Promise<readonly StagedChange[] | undefined> {
  const unsaved = vscode.workspace.textDocuments.flatMap((document) => {
    const { uri, isDirty } = document;
    const address = isDirty && uri.scheme === SCHEME ? parseKeyUri(uri) : undefined;
    const found = address?.kind === 'live' ? volumes.find(address.path) : undefined;
    return found?.dir === dir && isMeant(found.key) ? [{ key: found.key, document }] : [];
  });
  const names = unsaved.map(({ key }) => shown(key));
  const answer = names.length === 0 ? 'without' : await ask(volumeName(dir), names);
  if (answer !== 'save') return answer === 'without' ? changes : undefined;
  const isSaved = await publisher.gather(dir, async () => {
    for (const { document } of unsaved) if (!(await document.save())) return false;
    return true;
  });
  if (!isSaved) return undefined;
  const keys = new Set(unsaved.map(({ key }) => key));
  const saved = [...staging.of(dir).values()].filter(({ key }) => keys.has(key));
  return [...changes.filter(({ key }) => !keys.has(key)), ...saved];
}

async function ask(
  volume: string,
  names: readonly string[],
): Promise<'save' | 'without' | undefined> {
  const save = vscode.l10n.t('Save All and Publish');
  const without = vscode.l10n.t('Publish Without');
  const answer = await showWarning(
    names.length === 1
      ? vscode.l10n.t('{0} of {1} has unsaved text. Publish it as well?', names.join(), volume)
      : vscode.l10n.t(
          '{0} keys of {1} have unsaved text. Publish it as well?',
          names.length,
          volume,
        ),
    {
      modal: true,
      detail: [
        ...(names.length > 1 ? firstTen(names) : []),
        vscode.l10n.t(
          'Without it, what was saved last is published. The text stays in its editor.',
        ),
      ].join('\n'),
    },
    save,
    without,
  );
  if (answer === save) return 'save';
  return answer === without ? 'without' : undefined;
}
