// Maps the states of the volumes to tree nodes. The states decide, the provider only maps.

import * as vscode from 'vscode';
import { podDirectory } from '../../volume/places/kubeletPath.ts';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { Staging } from '../editing/staging.ts';
import { volumeName } from '../explain/format.ts';
import { onNewDay } from '../explain/newDay.ts';
import { Batches } from '../../worker/client/batches.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import type { VolumeChange, Volumes } from '../volumes/volumes.ts';
import { changedNodes } from './changedNodes.ts';
import { childrenOf, parentOf } from './children.ts';
import { keyTooltip } from './keyItem.ts';
import { idOf, type NodeOf, type TreeNode } from './nodes.ts';
import type { RowsOnDemand } from './onDemand.ts';
import { changesPod, type Pods, podItem, podLabel, podsOf, type PodVolume } from './pods.ts';
import { treeItem } from './treeItems.ts';

/** Of more volumes than that none begins open: their names are what is looked for first. */
const MAX_EXPANDED = 3;

/** A batch takes a millisecond at most. */
const ROWS_AT_ONCE = 25;

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
  /** Volumes of whose row VS Code has the tooltip. It keeps that until it is told that the row has changed. */
  readonly #hovered = new Set<string>();
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly #listeners: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(volumes: Volumes, staging: Staging, notes: ClusterNotes) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#notes = notes;
    this.#pods = podsOf(volumes.dirs);
    this.#listeners = vscode.Disposable.from(
      volumes.onDidChange((change) => {
        // All at once: what comes after the first, VS Code gathers for 0.2 s.
        this.#changed.fire(this.#changedBy(change));
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
    return turn === undefined ? this.#row(node) : turn.then(() => this.#row(node));
  }

  /** Without its tooltip: VS Code would parse the Markdown of each at once, which takes longer than all the rest. */
  #row(node: TreeNode): vscode.TreeItem {
    if (node.kind === 'volume') this.#hovered.delete(node.dir);
    const item = this.#item(node);
    item.tooltip = undefined;
    return item;
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

  /** Called when the pointer rests on the row, for its tooltip. */
  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    if (node.kind === 'volume') this.#hovered.add(node.dir);
    item.tooltip = await this.#tooltip(node);
    return item;
  }

  async #tooltip(node: TreeNode): Promise<vscode.TreeItem['tooltip']> {
    if (node.kind === 'entry') return (await this.#load()).onDisk.tooltip(node);
    const { tooltip } = this.#item(node);
    const state = this.#volumes.state(node.dir);
    if (node.kind !== 'key' || state === undefined || tooltip !== undefined) return tooltip;
    return keyTooltip(node.key, state, await this.#linkChain(node.dir, node.key));
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
    const grouped = new Set([...this.#pods.values()].flat());
    const single = this.#volumes.dirs.filter((dir) => !grouped.has(dir));
    const pods = asRead([...this.#pods.keys()], (dir) => podLabel(dir, this.#volumesOf(dir)));
    return [...volumeNodes(single), ...pods.map((dir) => ({ kind: 'pod', dir }) as const)];
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

  /** Undefined for all rows. */
  #changedBy(change: VolumeChange): TreeNode[] | undefined {
    const group = this.#groupOf(change.dir);
    const inPod = group === undefined ? 'nothing' : changesPod(group.dir, change);
    if (inPod === 'order') return undefined;
    if (inPod === 'row' && group !== undefined) return [group];
    const isHovered = this.#hovered.has(change.dir);
    const hasStaged = this.#staging.of(change.dir).size > 0;
    return changedNodes(change, { isHovered, hasStaged }).map((node) => this.#node(node));
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
  return asRead(dirs, volumeName).map((dir) => ({ kind: 'volume', dir }));
}

/** Sorted by what their rows say, then by the path. Without a collator of its own, each comparison would make one. */
function asRead(dirs: readonly string[], labelOf: (dir: string) => string): string[] {
  const { compare } = new Intl.Collator();
  return dirs
    .map((dir) => ({ dir, label: labelOf(dir) }))
    .sort((a, b) => compare(a.label, b.label) || (a.dir < b.dir ? -1 : 1))
    .map(({ dir }) => dir);
}
