// The refusal when nothing can be published to a volume. Its message has a button for each way on.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { Access } from '../../worker/protocol/state.ts';
import { explainAccess } from '../explain/explainState.ts';
import { shown } from '../explain/format.ts';
import { leadToCluster } from './leadToCluster.ts';
import { Refused } from './refused.ts';

export class CannotPublish extends Refused {
  readonly dir: string;
  readonly isForCluster: boolean;
  /** Of the staged changes that were to be published; none where something else was to be done. */
  readonly keys: readonly string[];

  /** @param isForCluster there are staged changes, and an object may be behind the volume */
  constructor(dir: string, access: Access, isForCluster = false, keys: readonly string[] = []) {
    super(inShort(dir, access));
    this.dir = dir;
    this.isForCluster = isForCluster;
    this.keys = keys;
  }
}

/** A notification shows little more than two lines; the row's tooltip has the rest. */
function inShort(dir: string, access: Access): string {
  if (access === 'read-only-file-system') {
    return vscode.l10n.t(
      '{0} is mounted read-only. Change what it comes from, or a copy.',
      shown(dir),
    );
  }
  if (access === 'no-permission') {
    return vscode.l10n.t('You have no permission to write to {0}. Change a copy.', shown(dir));
  }
  return `${shown(dir)}: ${explainAccess(access) ?? ''}`;
}

/** Shows the refusal with a button for each way on. */
export async function leadOn({ dir, message, isForCluster, keys }: CannotPublish): Promise<void> {
  const cluster = vscode.l10n.t('Publish to the Cluster…');
  const copy = vscode.l10n.t('Copy to a New Volume…');
  const exportManifest = vscode.l10n.t('Export as Manifest…');
  const answer = await showWarning(
    message,
    ...(isForCluster ? [cluster] : []),
    copy,
    exportManifest,
  );
  const node = { kind: 'volume', dir };
  if (answer === cluster) {
    await leadToCluster(dir, keys);
  } else if (answer === copy) {
    await vscode.commands.executeCommand('projectedVolumes.copyVolume', node);
  } else if (answer === exportManifest) {
    await vscode.commands.executeCommand('projectedVolumes.exportManifest', node);
  }
}
