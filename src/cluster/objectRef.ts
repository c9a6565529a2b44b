// Which object: enough to find it, and to name it.

export interface ObjectRef {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly namespace: string;
  readonly name: string;
}

const RESOURCES = { ConfigMap: 'configmaps', Secret: 'secrets' } as const;

/** As it is called in rights and paths. */
export function resourceOf({ kind }: Pick<ObjectRef, 'kind'>): 'configmaps' | 'secrets' {
  return RESOURCES[kind];
}

/** The path of the object on the API server. */
export function pathOf(ref: ObjectRef): string {
  const [namespace, name] = [ref.namespace, ref.name].map(encodeURIComponent);
  return `/api/v1/namespaces/${namespace}/${resourceOf(ref)}/${name}`;
}

/** The same for the same object of one cluster. */
export function idOf({ kind, namespace, name }: ObjectRef): string {
  return [kind, namespace, name].join('/');
}
