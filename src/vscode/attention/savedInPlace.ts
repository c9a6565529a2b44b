// A key that was saved as a plain file, from VS Code's Explorer say: that changes the active version in place.

import * as vscode from 'vscode';
import { explainError } from '../explain/explainFailure.ts';
import { showInformation, showWarning } from '../explain/messages.ts';
import { DATA_DIR } from '../../volume/layout.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { activeByKey } from '../editing/keyView.ts';
import { shown } from '../explain/format.ts';
import type { NodeOf } from '../tree/nodes.ts';
import { troubleIds } from '../tree/troubles.ts';
import type { Volumes } from '../volumes/volumes.ts';

export function registerSavedInPlace(volumes: Volumes): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument(async ({ uri }) => {
    const found = uri.scheme === 'file' ? volumes.find(uri.fsPath) : undefined;
    const state = found && volumes.state(found.dir);
    const key = found && state && keySavedInPlace(state, found.key);
    if (state === undefined || key === undefined) return;
    const { dir } = state;
    const publish = vscode.l10n.t('Publish Properly');
    const isReadOnly = state.access !== 'writable';
    const answer = await showWarning(
      vscode.l10n.t(
        '{0} of {1} was saved in place, not published. Programs may have read half of it, and those that watch for an update heard of none.',
        shown(key),
        dir,
      ),
      ...(isReadOnly ? [] : [publish]),
    );
    if (answer !== publish) return;
    try {
      await volumes.refresh(dir);
    } catch (error) {
      void showWarning(explainError(error, dir));
      return;
    }
    const { problems, warnings } = volumes.state(dir) ?? state;
    const index = problems.findIndex(({ kind }) => kind === 'changed-in-place');
    const trouble = troubleIds({ problems, warnings })[index];
    if (trouble !== undefined) {
      const node: NodeOf<'problem'> = { kind: 'problem', dir, trouble };
      await vscode.commands.executeCommand('projectedVolumes.repair', node);
    } else {
      void showInformation(
        vscode.l10n.t(
          '{0} holds what was published: the save changed nothing, so there is nothing to publish.',
          dir,
        ),
      );
    }
  });
}

/** The key that a path below the volume stands for: through its own link, `..data` or its version. */
export function keySavedInPlace(state: VolumeState, path: string): string | undefined {
  if (state.active.state !== 'read') return undefined;
  const prefix = [DATA_DIR, state.active.version].find((name) => path.startsWith(`${name}/`));
  const key = prefix === undefined ? path : path.slice(prefix.length + 1);
  return activeByKey(state).has(key) ? key : undefined;
}
