// Maps the states of the volumes to tree nodes. The states decide, the provider only maps.

import * as vscode from 'vscode';
import { podDirectory } from '../../volume/places/kubeletPath.ts';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { Staging } from '../editing/staging.ts';
import { volumeName } from '../explain/format.ts';
import { onNewDay } from '../explain/newDay.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import type { VolumeChange, Volumes } from '../volumes/volumes.ts';
import { Batches } from '../../worker/client/batches.ts';
import { changedNodes } from './changedNodes.ts';
import { childrenOf, parentOf } from './children.ts';
import { keyTooltip } from './keyItem.ts';
import { idOf, type NodeOf, type TreeNode } from './nodes.ts';
import type { RowsOnDemand } from './onDemand.ts';
import { changesPod, type Pods, podItem, podLabel, podsOf, type PodVolume } from './pods.ts';
import { treeItem } from './treeItems.ts';

/** Of more volumes than that none begins open: their names are what is looked for first. */
const MAX_EXPANDED = 3;

/** A batch takes a millisecond. */
const ROWS_AT_ONCE = 100;

export class VolumeTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  #rows: RowsOnDemand | undefined;
  #loading: Promise<RowsOnDemand> | undefined;
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #notes: ClusterNotes;
  /** VS Code keeps selection and expansion by object, so each id has one object as long as its volume is shown. */
  readonly #nodes = new Map<string, TreeNode>();
  #pods: Pods;
  readonly #batches = new Batches(ROWS_AT_ONCE);
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #listeners: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(volumes: Volumes, staging: Staging, notes: ClusterNotes) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#notes = notes;
    this.#pods = podsOf(volumes.dirs);
    this.#listeners = vscode.Disposable.from(
      volumes.onDidChange((change) => {
        for (const node of this.#changedBy(change)) this.#changed.fire(node);
        this.#rows?.onDisk.follow(change.dir);
      }),
      // The row of a pod counts what is staged.
      staging.onDidChange((dir) =>
        this.#changed.fire(this.#groupOf(dir) ?? this.#node({ kind: 'volume', dir })),
      ),
      notes.onDidChange((dir) => this.#changed.fire(this.#node({ kind: 'volume', dir }))),
      // A time that was today's has its date from then on.
      onNewDay(() => this.#changed.fire(undefined)),
      volumes.onDidChangeList(() => {
        this.#pods = podsOf(volumes.dirs);
        for (const [id, { dir }] of this.#nodes) {
          if (volumes.has(dir) || this.#pods.has(dir)) continue;
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
    for (const dir of this.#withOnDiskRows(node)) this.#rows?.onDisk.opened(dir);
  }

  closed(node: TreeNode): void {
    for (const dir of this.#withOnDiskRows(node)) this.#rows?.onDisk.closed(dir);
  }

  /** The volumes of which the rows on disk are below this row. */
  #withOnDiskRows({ kind, dir }: TreeNode): readonly string[] {
    if (kind === 'pod') return this.#pods.get(dir) ?? [];
    return kind === 'volume' || kind === 'onDisk' ? [dir] : [];
  }

  /** VS Code asks for all rows below a row at once. */
  getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    const turn = this.#batches.turn();
    return turn === undefined ? this.#item(node) : turn.then(() => this.#item(node));
  }

  #item(node: TreeNode): vscode.TreeItem {
    const { dir } = node;
    if (node.kind === 'pod') return podItem(dir, this.#volumesOf(dir));
    const item = treeItem(node, this.#volumes.state(dir), {
      staging: this.#staging,
      rows: this.#rows,
      note: this.#notes.of(dir),
      pod: this.#groupOf(dir)?.dir,
    });
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
    const children = node === undefined ? this.#topmost() : this.#below(node);
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
    if (node.kind === 'pod') return undefined;
    if (node.kind === 'volume') return this.#groupOf(node.dir);
    const parent = parentOf(node);
    return parent === undefined ? undefined : this.#node(parent);
  }

  /** Volumes of no pod first: hundreds of pods would push them out of sight. */
  #topmost(): TreeNode[] {
    const single = this.#volumes.dirs.filter((dir) => this.#groupOf(dir) === undefined);
    const pods = [...this.#pods.keys()].map((dir) => ({
      dir,
      label: podLabel(dir, this.#volumesOf(dir)),
    }));
    pods.sort((a, b) => a.label.localeCompare(b.label) || (a.dir < b.dir ? -1 : 1));
    return [...volumeNodes(single), ...pods.map(({ dir }) => ({ kind: 'pod', dir }) as const)];
  }

  #below(node: TreeNode): TreeNode[] {
    const { dir } = node;
    if (node.kind === 'pod') return volumeNodes(this.#pods.get(dir) ?? []);
    const state = this.#volumes.state(dir);
    if (state === undefined) return [];
    return childrenOf(node, state, this.#staging, this.#notes.of(dir));
  }

  #volumesOf(pod: string): PodVolume[] {
    return (this.#pods.get(pod) ?? []).map((dir) => ({
      state: this.#volumes.state(dir),
      staged: this.#staging.of(dir).size,
    }));
  }

  /** The row of the pod that the volume's row is below. */
  #groupOf(volume: string): TreeNode | undefined {
    const dir = podDirectory(volume);
    return dir !== undefined && this.#pods.has(dir) ? this.#node({ kind: 'pod', dir }) : undefined;
  }

  #changedBy(change: VolumeChange): (TreeNode | undefined)[] {
    const group = this.#groupOf(change.dir);
    switch (group === undefined ? 'nothing' : changesPod(group.dir, change)) {
      case 'order':
        return [undefined];
      case 'row':
        return [group];
      case 'nothing':
        return changedNodes(change).map((node) => this.#node(node));
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

function volumeNodes(dirs: readonly string[]): TreeNode[] {
  return dirs.toSorted(byName).map((dir) => ({ kind: 'volume', dir }));
}

/** As they are read: by the name, then by the path. */
function byName(a: string, b: string): number {
  return volumeName(a).localeCompare(volumeName(b)) || (a < b ? -1 : 1);
}
