// The person says which object a volume comes from, once: it is remembered for the volume.

import * as vscode from 'vscode';
import { ClusterError, type ClusterFailure } from '../../cluster/failure.ts';
import { type ObjectRef, resourceOf } from '../../cluster/objectRef.ts';
import { listNames } from '../../cluster/pods.ts';
import type { Target } from '../../cluster/target.ts';
import { knownNamespace, parseObjectName, usualObjectName } from '../commands/objectName.ts';
import { noIcons, shown, volumeName } from '../explain/format.ts';
import { asking, type ClusterContext, kubectlTo } from './clusterContext.ts';
import { explainClusterFailure } from './explainCluster.ts';

/** @param why the pod could not say */
export async function chooseObject(
  context: ClusterContext,
  dir: string,
  target: Target,
  why?: ClusterFailure,
): Promise<ObjectRef | undefined> {
  const title = vscode.l10n.t('Which object does {0} come from?', volumeName(dir));
  const placeHolder = why === undefined ? title : explainClusterFailure(why);
  const kind = await askKind(context, dir, { title, placeHolder });
  if (kind === undefined) return undefined;
  const ref = await askName(context, dir, target, kind, { title, placeHolder });
  if (ref === undefined) return undefined;
  const known = target.context === undefined ? {} : { context: target.context };
  await context.chosen.choose(dir, { ...known, ...ref });
  return ref;
}

interface Words {
  title: string;
  placeHolder: string;
}

async function askKind(
  { volumes }: ClusterContext,
  dir: string,
  words: Words,
): Promise<ObjectRef['kind'] | undefined> {
  const kind = volumes.state(dir)?.origin.kind;
  const kinds = (['ConfigMap', 'Secret'] as const).filter(
    (each) =>
      !['configMap', 'secret'].includes(kind ?? '') || each.toLowerCase() === kind?.toLowerCase(),
  );
  if (kinds.length === 1) return kinds[0];
  const picked = await vscode.window.showQuickPick(
    kinds.map((label) => ({ label })),
    words,
  );
  return picked?.label;
}

async function askName(
  context: ClusterContext,
  dir: string,
  target: Target,
  kind: ObjectRef['kind'],
  words: Words,
): Promise<ObjectRef | undefined> {
  const state = context.volumes.state(dir);
  const known = state === undefined ? undefined : await knownNamespace(context.volumes, state);
  const namespace = known ?? target.namespace ?? 'default';
  const names = await namesIn(context, target, kind, namespace);
  const type = { label: `$(edit) ${vscode.l10n.t('Type a Name…')}`, name: undefined };
  const items = [...names.map((name) => ({ label: noIcons(shown(name)), name })), type];
  const picked = names.length === 0 ? type : await vscode.window.showQuickPick(items, words);
  if (picked === undefined) return undefined;
  if (picked.name !== undefined) return { kind, namespace, name: picked.name };
  const usual = await usualObjectName(context.volumes, dir);
  const text = await vscode.window.showInputBox({
    title: words.title,
    prompt: vscode.l10n.t('Namespace and name of the {0}', kind),
    value: usual.includes('/') ? usual : `${namespace}/${usual}`,
    validateInput: (typed) =>
      parseObjectName(typed) === undefined
        ? vscode.l10n.t('namespace/name, of a-z, 0-9, "-" and "."')
        : undefined,
  });
  const parsed = text === undefined ? undefined : parseObjectName(text);
  return parsed === undefined ? undefined : { kind, namespace, ...parsed };
}

/** None where they may not be listed: then the name is typed. */
async function namesIn(
  context: ClusterContext,
  target: Target,
  kind: ObjectRef['kind'],
  namespace: string,
): Promise<string[]> {
  try {
    return await asking(vscode.l10n.t('Asking the cluster for names'), (signal) =>
      listNames(kubectlTo(context, target, signal), resourceOf({ kind }), namespace),
    );
  } catch (error) {
    if (error instanceof ClusterError && error.failure.code === 'forbidden') return [];
    throw error;
  }
}
