// A kubelet's own directories: what is published there from here, the kubelet replaces at its next sync.

import * as vscode from 'vscode';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';

/** Asks once for each volume of a window. */
export class KubeletDirectories {
  readonly #accepted = new Set<string>();

  /** @returns false when the person gave up, or wants a copy instead */
  async mayPublish(volumes: Volumes, dir: string): Promise<boolean> {
    const origin = volumes.state(dir)?.origin;
    if (origin === undefined || !('volumeName' in origin) || this.#accepted.has(dir)) return true;
    const publish = vscode.l10n.t('Publish Anyway');
    const copy = vscode.l10n.t('Copy to a New Volume');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} is a kubelet’s own directory. What you publish there does not last.', dir),
      {
        modal: true,
        detail: vscode.l10n.t(
          'The kubelet compares it with volume "{0}" of the pod at each sync, within seconds to two minutes, and puts back what the cluster says. Programs in the pod may read both. To try something out, publish to a copy; to change it for good, change the ConfigMap or Secret that it comes from.',
          shown(origin.volumeName),
        ),
      },
      publish,
      copy,
    );
    if (answer === copy) {
      const node = { kind: 'volume', dir };
      await vscode.commands.executeCommand('projectedVolumes.copyVolume', node);
    }
    if (answer !== publish) return false;
    this.#accepted.add(dir);
    return true;
  }
}
