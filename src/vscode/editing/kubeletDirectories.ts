// A kubelet's own directories: what is published there from here, the kubelet replaces at its next sync.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { shown } from '../explain/format.ts';
import { isFromCluster } from '../volumes/fromCluster.ts';
import { leadToCluster } from './leadToCluster.ts';
import type { Volumes } from '../volumes/volumes.ts';

/** What is to be published: staged changes, what a version held, or what another extension wants. */
export type ToPublish =
  | { kind: 'staged'; dir: string; keys: readonly string[] }
  | { kind: 'version'; dir: string; version: string }
  | { kind: 'edits'; dir: string };

/** Asks once for each volume of a window. */
export class KubeletDirectories {
  readonly #accepted = new Set<string>();

  /** @returns false when the person gave up, or wants a copy or the cluster instead */
  async mayPublish(volumes: Volumes, meant: ToPublish): Promise<boolean> {
    const { dir } = meant;
    const state = volumes.state(dir);
    const origin = state?.origin;
    if (state === undefined || origin === undefined || !('volumeName' in origin)) return true;
    if (this.#accepted.has(dir)) return true;
    const publish = vscode.l10n.t('Publish Anyway');
    const copy = vscode.l10n.t('Copy to a New Volume');
    const isStaged = meant.kind !== 'version';
    const inCluster = isStaged
      ? vscode.l10n.t('Publish to the Cluster…')
      : vscode.l10n.t('Roll Back in the Cluster…');
    const answer = await showWarning(
      vscode.l10n.t('{0} is a kubelet’s own directory. What you publish there does not last.', dir),
      {
        modal: true,
        detail: vscode.l10n.t(
          'The kubelet compares it with volume "{0}" of the pod at each sync, within seconds to two minutes, and puts back what the cluster says. Programs in the pod may read both. To try something out, publish to a copy; to change it for good, change the ConfigMap or Secret that it comes from.',
          shown(origin.volumeName),
        ),
      },
      publish,
      ...(isFromCluster(state) && meant.kind !== 'edits' ? [inCluster] : []),
      copy,
    );
    if (answer === copy) {
      const node = { kind: 'volume', dir };
      await vscode.commands.executeCommand('projectedVolumes.copyVolume', node);
    }
    if (answer === inCluster) {
      if (meant.kind === 'staged') await leadToCluster(dir, meant.keys);
      else await vscode.commands.executeCommand('projectedVolumes.rollBackInCluster', meant);
    }
    if (answer !== publish) return false;
    this.#accepted.add(dir);
    return true;
  }
}
