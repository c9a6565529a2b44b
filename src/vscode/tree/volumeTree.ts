// Maps the states of the volumes to tree nodes. The states decide, the provider only maps.

import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { dragAndDrop } from './dragAndDrop.ts';
import { idOf, type NodeOf, type TreeNode } from './nodes.ts';
import { volumeName } from '../explain/format.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import { onNewDay } from '../explain/newDay.ts';
import type { Staging } from '../editing/staging.ts';
import { keyTooltip } from './keyItem.ts';
import type { RowsOnDemand } from './onDemand.ts';
import { treeItem } from './treeItems.ts';
import { troubleIds, troublesOf } from './troubles.ts';
import { activeUri, liveUri, stagedUri } from '../volumes/keyUri.ts';
import type { VolumeChange, Volumes } from '../volumes/volumes.ts';

export const VIEW_ID = 'projectedVolumes.volumes';

/** Of more volumes than that none begins open: their names are what is looked for first. */
const MAX_EXPANDED = 3;

/** The menus of editors ask for it. */
const STAGED_DOCUMENTS = 'projectedVolumes.stagedDocuments';

export function registerVolumeTree(
  volumes: Volumes,
  staging: Staging,
  notes: ClusterNotes,
): vscode.Disposable {
  const tree = new VolumeTree(volumes, staging, notes);
  const view = vscode.window.createTreeView(VIEW_ID, {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: dragAndDrop(volumes, staging),
  });
  const showCount = (): void => {
    const { count } = staging;
    const tooltip =
      count === 1 ? vscode.l10n.t('1 staged change') : vscode.l10n.t('{0} staged changes', count);
    void vscode.commands.executeCommand('setContext', 'projectedVolumes.staged', count > 0);
    void vscode.commands.executeCommand('setContext', STAGED_DOCUMENTS, stagedDocuments(staging));
    view.badge = count === 0 ? undefined : { value: count, tooltip };
  };
  // Plain changes from before a reload are there already.
  if (staging.count > 0) showCount();
  return vscode.Disposable.from(
    view,
    tree,
    volumes.onDidPointTo(({ dir, key }) => {
      // Also opens the view.
      const shown = view.reveal(
        key === undefined ? { kind: 'volume', dir } : { kind: 'key', dir, key },
        { select: true, focus: true },
      );
      // The row may go before VS Code comes to it. VS Code has it in its log.
      shown.then(undefined, () => {});
    }),
    view.onDidExpandElement(({ element }) => tree.opened(element)),
    view.onDidCollapseElement(({ element }) => tree.closed(element)),
    view.onDidChangeSelection(({ selection }) => {
      volumes.selection = selection;
    }),
    staging.onDidChange(showCount),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) {
        if (node.kind !== 'stagedChange') continue;
        staging.choose(node.dir, node.key, state === vscode.TreeItemCheckboxState.Checked);
      }
    }),
  );
}

function stagedDocuments(staging: Staging): string[] {
  return staging.dirs.flatMap((dir) =>
    [...staging.of(dir).keys()].flatMap((key) =>
      [liveUri(dir, key), stagedUri(dir, key), activeUri(dir, key)].map(String),
    ),
  );
}

class VolumeTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  #rows: RowsOnDemand | undefined;
  #loading: Promise<RowsOnDemand> | undefined;
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #notes: ClusterNotes;
  /** VS Code keeps selection and expansion by object, so each id has one object as long as its volume is shown. */
  readonly #nodes = new Map<string, TreeNode>();
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #listeners: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(volumes: Volumes, staging: Staging, notes: ClusterNotes) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#notes = notes;
    this.#listeners = vscode.Disposable.from(
      volumes.onDidChange((change) => {
        for (const node of changedNodes(change)) this.#changed.fire(this.#node(node));
        this.#rows?.onDisk.follow(change.dir);
      }),
      staging.onDidChange((dir) => this.#changed.fire(this.#node({ kind: 'volume', dir }))),
      notes.onDidChange((dir) => this.#changed.fire(this.#node({ kind: 'volume', dir }))),
      // A time that was today's has its date from then on.
      onNewDay(() => this.#changed.fire(undefined)),
      volumes.onDidChangeList(() => {
        const { dirs } = volumes;
        for (const [id, { dir }] of this.#nodes) {
          if (dirs.includes(dir)) continue;
          this.#nodes.delete(id);
          this.#rows?.onDisk.forget(dir);
        }
        this.#changed.fire(undefined);
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  opened(node: TreeNode): void {
    if (hasOnDiskRows(node)) this.#rows?.onDisk.opened(node.dir);
  }

  closed(node: TreeNode): void {
    if (hasOnDiskRows(node)) this.#rows?.onDisk.closed(node.dir);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { dir } = node;
    const state = this.#volumes.state(dir);
    const item = treeItem(node, state, this.#staging, this.#rows, this.#notes.of(dir));
    if (node.kind === 'volume' && this.#volumes.dirs.length > MAX_EXPANDED) {
      item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    }
    return item;
  }

  /** Called for items without a tooltip, when someone looks. */
  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const state = this.#volumes.state(node.dir);
    if (node.kind === 'entry') item.tooltip = await (await this.#load()).onDisk.tooltip(node);
    if (node.kind !== 'key' || state === undefined) return item;
    item.tooltip = keyTooltip(node.key, state, await this.#linkChain(node.dir, node.key));
    return item;
  }

  /** Empty for a key that has gone between two refreshes: the rest of its tooltip is still right. */
  async #linkChain(dir: string, key: string): Promise<readonly LinkChainStep[]> {
    try {
      return await this.#volumes.client.request('linkChain', { dir, key });
    } catch {
      return [];
    }
  }

  getChildren(node?: TreeNode): TreeNode[] | Promise<TreeNode[]> {
    if (node === undefined) void this.#volumes.begin();
    if (node?.kind === 'onDisk' || node?.kind === 'version') return this.#onDemand(node);
    const children =
      node === undefined
        ? this.#volumes.dirs.sort(byName).map((dir): TreeNode => ({ kind: 'volume', dir }))
        : this.#childrenOf(node);
    return children.map((child) => this.#node(child));
  }

  async #onDemand(node: NodeOf<'onDisk' | 'version'>): Promise<TreeNode[]> {
    const rows = await this.#load();
    const state = this.#volumes.state(node.dir);
    if (state === undefined) return [];
    const children =
      node.kind === 'version'
        ? rows.eventNodes(state, node.version)
        : await rows.onDisk.children(node.dir);
    return children.map((child) => this.#node(child));
  }

  async #load(): Promise<RowsOnDemand> {
    const refresh = (group: TreeNode) => this.#changed.fire(this.#node(group));
    this.#loading ??= import('./onDemand.ts').then(({ rowsOnDemand }) =>
      rowsOnDemand(this.#volumes, refresh),
    );
    this.#rows = await this.#loading;
    return this.#rows;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    const parent = parentOf(node);
    return parent === undefined ? undefined : this.#node(parent);
  }

  #childrenOf(node: TreeNode): TreeNode[] {
    const { dir } = node;
    const state = this.#volumes.state(dir);
    if (state === undefined) return [];
    switch (node.kind) {
      case 'volume':
        return [
          state.active.state === 'read' ? { kind: 'active', dir } : { kind: 'state', dir },
          ...(this.#staging.of(dir).size > 0 ? [{ kind: 'staged', dir } as const] : []),
          ...(troublesOf(state) > 0 ? [{ kind: 'problems', dir } as const] : []),
          ...(this.#notes.of(dir).objects ?? []).map((_, index) => ({
            kind: 'object' as const,
            dir,
            index,
          })),
          ...(state.versions.length > 0 ? [{ kind: 'history', dir } as const] : []),
          ...(isListable(state) ? [{ kind: 'onDisk', dir } as const] : []),
        ];
      case 'active':
        return keysBelow(state, '');
      case 'folder':
        return keysBelow(state, `${node.path}/`);
      case 'staged':
        return [...this.#staging.of(dir).keys()]
          .sort()
          .map((key) => ({ kind: 'stagedChange', dir, key }));
      case 'history':
        return state.versions.map(({ id }) => ({ kind: 'version', dir, version: id }));
      case 'problems':
        return troubleIds(state).map((trouble) => ({ kind: 'problem', dir, trouble }));
      case 'version':
      case 'key':
      case 'stagedChange':
      case 'event':
      case 'onDisk':
      case 'entry':
      case 'entryNote':
      case 'object':
      case 'problem':
      case 'state':
        return [];
    }
  }

  #node(node: TreeNode): TreeNode {
    const id = idOf(node);
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    this.#nodes.set(id, node);
    return node;
  }
}

function hasOnDiskRows({ kind }: TreeNode): boolean {
  return kind === 'onDisk' || kind === 'volume';
}

/** Whether there is a directory. */
function isListable({ active }: VolumeState): boolean {
  return active.state !== 'no-target-directory' && active.state !== 'not-a-directory';
}

/** Refresh as little as possible: the topmost nodes that look different now. Actions on refreshing rows get `undefined`. */
function changedNodes({ dir, before, after }: VolumeChange): TreeNode[] {
  const own = (state: VolumeState) => ({
    ...state,
    active: state.active.state === 'read' ? state.active.version : state.active,
    versions: state.versions.length > 0,
    problems: troublesOf(state),
    warnings: [],
    disk: 0,
  });
  if (before === undefined || !isDeepStrictEqual(own(before), own(after))) {
    return [{ kind: 'volume', dir }];
  }
  const troubles = ({ problems, warnings }: VolumeState) => ({ problems, warnings });
  const active = ({ active, warnings, problems }: VolumeState) => ({
    active,
    warnings,
    ofKeys: problems.filter((problem) => 'key' in problem),
  });
  const history = ({ versions, problems }: VolumeState) => ({
    versions,
    stillRead: problems.filter(({ kind }) => kind === 'still-read'),
  });
  const parts = [
    { kind: 'active', isSame: isDeepStrictEqual(active(before), active(after)) },
    { kind: 'history', isSame: isDeepStrictEqual(history(before), history(after)) },
    { kind: 'problems', isSame: isDeepStrictEqual(troubles(before), troubles(after)) },
  ] as const;
  return parts.filter(({ isSame }) => !isSame).map(({ kind }) => ({ kind, dir }));
}

function parentOf(node: TreeNode): TreeNode | undefined {
  const { dir } = node;
  switch (node.kind) {
    case 'volume':
      return undefined;
    case 'active':
    case 'staged':
    case 'object':
    case 'history':
    case 'onDisk':
    case 'problems':
    case 'state':
      return { kind: 'volume', dir };
    case 'stagedChange':
      return { kind: 'staged', dir };
    case 'version':
      return { kind: 'history', dir };
    case 'event':
      return { kind: 'version', dir, version: node.version };
    case 'entry':
    case 'entryNote':
      return { kind: 'onDisk', dir };
    case 'problem':
      return { kind: 'problems', dir };
    case 'folder':
    case 'key': {
      const path = node.kind === 'key' ? node.key : node.path;
      const slash = path.lastIndexOf('/');
      return slash === -1
        ? { kind: 'active', dir }
        : { kind: 'folder', dir, path: path.slice(0, slash) };
    }
  }
}

/**
 * The keys and folders directly below a prefix (`''` or `conf/`), also keys that cannot be read: folders first, as in the
 * Explorer.
 */
function keysBelow({ dir, active }: VolumeState, prefix: string): TreeNode[] {
  if (active.state !== 'read') return [];
  const { keys, unread } = active;
  const all = unread === undefined ? keys : sortedByKey([...keys, ...unread]);
  const folders = new Set<string>();
  const files: TreeNode[] = [];
  for (const { key } of all) {
    if (!key.startsWith(prefix)) continue;
    const slash = key.indexOf('/', prefix.length);
    if (slash === -1) files.push({ kind: 'key', dir, key });
    else folders.add(key.slice(0, slash));
  }
  return [...[...folders].map((path): TreeNode => ({ kind: 'folder', dir, path })), ...files];
}

function sortedByKey<T extends { key: string }>(keys: readonly T[]): T[] {
  return keys.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** As they are read: by the name, then by the path. */
function byName(a: string, b: string): number {
  return volumeName(a).localeCompare(volumeName(b)) || (a < b ? -1 : 1);
}
