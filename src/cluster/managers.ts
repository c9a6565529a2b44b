// Who manages an object, and so will set back what someone else changes in it.

import { type Json, listIn, objectIn, textIn } from './json.ts';

export interface Manager {
  readonly by:
    | 'Helm'
    | 'Argo CD'
    | 'Flux'
    | 'External Secrets'
    | 'cert-manager'
    | 'kube-controller-manager'
    /** What owns the object: a SealedSecret, say. */
    | 'owner';
  /** The release, application or owner. */
  readonly name?: string;
  /** Of an owner. */
  readonly kind?: string;
}

export function managersOf(object: Json): Manager[] {
  const metadata = objectIn(object['metadata']);
  const labels = objectIn(metadata['labels']);
  const annotations = objectIn(metadata['annotations']);
  const managers: Manager[] = [];
  const add = (by: Manager['by'], ...names: unknown[]): void => {
    const name = names.map(textIn).find((text) => text !== undefined);
    if (name !== undefined) managers.push(name === '' ? { by } : { by, name });
  };
  add(
    'Helm',
    annotations['meta.helm.sh/release-name'],
    labels['app.kubernetes.io/managed-by'] === 'Helm' ? '' : undefined,
  );
  add(
    'Argo CD',
    textIn(annotations['argocd.argoproj.io/tracking-id'])?.split(':')[0],
    labels['argocd.argoproj.io/instance'],
  );
  add('Flux', labels['kustomize.toolkit.fluxcd.io/name'], labels['helm.toolkit.fluxcd.io/name']);
  add('cert-manager', annotations['cert-manager.io/certificate-name']);
  for (const { kind, name } of listIn(metadata['ownerReferences'])) {
    managers.push({ by: 'owner', kind: textIn(kind) ?? '', name: textIn(name) ?? '' });
  }
  // It need not own what it writes into.
  if (managers.every(({ kind }) => kind !== 'ExternalSecret')) {
    add('External Secrets', annotations['reconcile.external-secrets.io/data-hash'] && '');
  }
  if (metadata['name'] === 'kube-root-ca.crt') managers.push({ by: 'kube-controller-manager' });
  return managers;
}
