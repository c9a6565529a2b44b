// The nodes of the tree. A node only names what it stands for; how it looks is decided in treeItems.ts.

export type TreeNode =
  /** The group of a pod's volumes, on a node: `dir` is the pod's directory, which they are in. */
  | { kind: 'pod'; dir: string }
  | { kind: 'volume'; dir: string }
  | { kind: 'active'; dir: string }
  | { kind: 'folder'; dir: string; path: string }
  | { kind: 'key'; dir: string; key: string }
  /** The group of staged changes, and one of them. */
  | { kind: 'staged'; dir: string }
  | { kind: 'stagedChange'; dir: string; key: string }
  /** An object of the cluster that the volume comes from, once a person has asked. */
  | { kind: 'object'; dir: string; index: number }
  | { kind: 'history'; dir: string }
  /** `version` is the id. */
  | { kind: 'version'; dir: string; version: string }
  /** What its update did; `index` counts the events. */
  | { kind: 'event'; dir: string; version: string; index: number }
  /** The group of what is in the directory, one entry, and what else is to be said of them. */
  | { kind: 'onDisk'; dir: string }
  | { kind: 'entry'; dir: string; name: string }
  | { kind: 'entryNote'; dir: string }
  | { kind: 'problems'; dir: string }
  /** `trouble`: its id among the volume's problems and warnings. */
  | { kind: 'problem'; dir: string; trouble: string }
  /** Why the active version cannot be shown. */
  | { kind: 'state'; dir: string };

export type NodeOf<K extends TreeNode['kind']> = Extract<TreeNode, { kind: K }>;

/** All but the groups of volumes: `dir` is that of the volume. */
export type RowOfVolume = Exclude<TreeNode, { kind: 'pod' }>;

/** Unique in the tree, and the same after every refresh. */
export function idOf(node: TreeNode): string {
  const { kind, dir } = node;
  switch (node.kind) {
    case 'folder':
      return [kind, dir, node.path].join('\0');
    case 'key':
    case 'stagedChange':
      return [kind, dir, node.key].join('\0');
    case 'version':
      return [kind, dir, node.version].join('\0');
    case 'event':
      return [kind, dir, node.version, node.index].join('\0');
    case 'entry':
      return [kind, dir, node.name].join('\0');
    case 'object':
      return [kind, dir, node.index].join('\0');
    case 'problem':
      return [kind, dir, node.trouble].join('\0');
    case 'pod':
    case 'volume':
    case 'active':
    case 'staged':
    case 'history':
    case 'onDisk':
    case 'entryNote':
    case 'problems':
    case 'state':
      return [kind, dir].join('\0');
  }
}

/** A command's argument may come from the tree, from another extension, or be missing. */
export function isNode<K extends TreeNode['kind']>(
  value: unknown,
  ...kinds: K[]
): value is NodeOf<K> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'dir' in value &&
    typeof value.dir === 'string' &&
    (kinds as unknown[]).includes(value.kind)
  );
}
