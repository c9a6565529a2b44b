// Compare with the Cluster: is the mount up to date? Key by key, and the values of one beside each other.

import * as vscode from 'vscode';
import { showInformation } from '../explain/messages.ts';
import { isText } from '../../volume/contents/text.ts';
import { type ComparedKey, compareKeys } from '../../cluster/comparison.ts';
import { type VolumeKey, volumeKeys } from '../../cluster/volumeKeys.ts';
import { isKnown } from '../editing/keyView.ts';
import { askToShowBoth } from '../editing/askToShow.ts';
import { formatSize, noIcons, shown, volumeName } from '../explain/format.ts';
import { activeUri, noneUri } from '../volumes/keyUri.ts';
import type { ClusterContext, Lookup } from './clusterContext.ts';
import { objectName } from './explainCluster.ts';
import { lookUp } from './lookUp.ts';

export async function compareWithCluster(context: ClusterContext, dir: string): Promise<void> {
  const found = await lookUp(context, dir);
  if (found === undefined) return;
  const keys = volumeKeys(found.volume, found.objects);
  const compared = compareKeys(keys, context.staging.active(dir), (path) =>
    isKnown(context.volumes.state(dir), path),
  );
  const rows = compared
    .toSorted((a, b) => Number(isEqual(a)) - Number(isEqual(b)))
    .map((key) => ({
      label: `$(${ICONS[key.is]}) ${noIcons(shown(key.path))}`,
      description: describe(key, keys.get(key.path)),
      key,
    }));
  const picked = await vscode.window.showQuickPick(rows, {
    title: summarize(dir, compared),
    placeHolder: vscode.l10n.t('Choose a key that differs to see both values'),
    matchOnDescription: true,
  });
  if (picked !== undefined) await showBoth(context, found, picked.key, keys.get(picked.key.path));
}

const ICONS: Record<ComparedKey['is'], string> = {
  same: 'check',
  made: 'gear',
  differs: 'diff-modified',
  'only in the cluster': 'diff-added',
  'only here': 'diff-removed',
  unread: 'lock',
};

function isEqual({ is }: ComparedKey): boolean {
  return is === 'same' || is === 'made';
}

/** The answer to "is my pod up to date?" */
function summarize(dir: string, compared: readonly ComparedKey[]): string {
  const open = compared.filter((key) => !isEqual(key) && key.is !== 'unread').length;
  if (open === 0) {
    return compared.some(({ is }) => is === 'unread')
      ? vscode.l10n.t(
          '{0} is up to date with the cluster as far as it can be read',
          volumeName(dir),
        )
      : vscode.l10n.t('{0} is up to date with the cluster', volumeName(dir));
  }
  return vscode.l10n.t(
    '{0} is not up to date: {1} of {2} keys differ',
    volumeName(dir),
    open,
    compared.length,
  );
}

function describe({ is }: ComparedKey, key: VolumeKey | undefined): string {
  const where = key !== undefined && 'place' in key ? ` · ${objectName(key.place.object)}` : '';
  switch (is) {
    case 'same':
      return vscode.l10n.t('the same') + where;
    case 'made':
      return vscode.l10n.t('made by the kubelet: no object has it');
    case 'differs':
      return vscode.l10n.t('differs') + where;
    case 'only in the cluster':
      return vscode.l10n.t('only in the cluster') + where;
    case 'only here':
      return vscode.l10n.t('only here');
    case 'unread':
      return vscode.l10n.t('could not be read here') + where;
  }
}

async function showBoth(
  { staging, values, reveals }: ClusterContext,
  { dir }: Lookup,
  { path, is }: ComparedKey,
  key: VolumeKey | undefined,
): Promise<void> {
  if (is === 'made' || is === 'same' || is === 'unread') return;
  const data = key !== undefined && 'data' in key ? key.data : null;
  if (data !== null && !isText(data)) {
    void showInformation(
      vscode.l10n.t('{0} is binary in the cluster, {1}.', shown(path), formatSize(data.length)),
    );
    return;
  }
  const isSecretObject = key !== undefined && 'place' in key && key.place.object.kind === 'Secret';
  const isSecret = isSecretObject || staging.isSecret(dir, path);
  if (isSecret && !(await askToShowBoth(path))) return;
  const left = is === 'only in the cluster' ? noneUri(dir, path) : activeUri(dir, path);
  const right = values.keep(dir, path, data, isSecret);
  const title = vscode.l10n.t('{0}: here ↔ in the cluster', shown(path));
  const open = () => vscode.commands.executeCommand('vscode.diff', left, right, title);
  if (isSecret) await reveals.show([left, right], open);
  else await open();
}
