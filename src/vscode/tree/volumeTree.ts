// Maps the states of the volumes to tree nodes. The states decide, the provider only maps.

import * as vscode from 'vscode';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import { changedNodes } from './changedNodes.ts';
import { childrenOf, parentOf } from './children.ts';
import { dragAndDrop } from './dragAndDrop.ts';
import { idOf, type NodeOf, type TreeNode } from './nodes.ts';
import { volumeName } from '../explain/format.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import { onNewDay } from '../explain/newDay.ts';
import type { Staging } from '../editing/staging.ts';
import { keyTooltip } from './keyItem.ts';
import type { RowsOnDemand } from './onDemand.ts';
import { treeItem } from './treeItems.ts';
import { activeUri, liveUri, stagedUri } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';

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
        : this.#below(node);
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

  #below(node: TreeNode): TreeNode[] {
    const { dir } = node;
    const state = this.#volumes.state(dir);
    if (state === undefined) return [];
    return childrenOf(node, state, this.#staging, this.#notes.of(dir));
  }

  #node(node: TreeNode): TreeNode {
    const id = idOf(node);
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    this.#nodes.set(id, node);
    return node;
  }
}

/** As they are read: by the name, then by the path. */
function byName(a: string, b: string): number {
  return volumeName(a).localeCompare(volumeName(b)) || (a < b ? -1 : 1);
}
