// What every file of commands gets and gives.

import * as vscode from 'vscode';
import type { CopiedSecrets } from '../documents/copiedSecrets.ts';
import type { Reveals } from '../documents/reveal.ts';
import { NothingToDo } from '../editing/refused.ts';
import { isNode, type NodeOf, type TreeNode } from '../tree/nodes.ts';
import type { Publisher } from '../editing/publisher.ts';
import type { Staging } from '../editing/staging.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import type { Discovery } from '../volumes/discovery.ts';
import type { Volumes } from '../volumes/volumes.ts';

export interface CommandContext {
  volumes: Volumes;
  discovery: Discovery;
  staging: Staging;
  publisher: Publisher;
  reveals: Reveals;
  copied: CopiedSecrets;
  /** Of the workspace. */
  memento: vscode.Memento;
  notes: ClusterNotes;
  /** The commands about objects of a cluster, which load with the first of them. */
  loadCluster: () => Promise<(context: CommandContext) => Commands>;
  /** What is to be disposed of with the extension. */
  subscriptions: vscode.Disposable[];
  log: vscode.LogOutputChannel;
  /** The bundle that runs experiments. */
  experiments: string;
}

/**
 * Command name → handler. The argument comes from anywhere: a tree node, another extension, a key binding.
 * `rows` are all that it is about: the selected rows where the argument is one of them.
 */
export type Commands = Record<string, Command>;
export type Command = (argument: unknown, rows?: readonly unknown[]) => Promise<void> | void;

/**
 * A command that publishes, discards, deletes or removes what its row stands for. Without the row it does nothing: all
 * else would be a guess. VS Code leaves the row out while it redraws the tree. The palette has a command of its own, which asks.
 */
export function onRow<K extends TreeNode['kind']>(
  kinds: readonly K[],
  run: (node: NodeOf<K>) => Promise<void> | void,
): Command {
  return async (argument) => run(checkRow(argument, kinds));
}

/** The same for all selected rows. Those of other kinds are left alone. */
export function onRows<K extends TreeNode['kind']>(
  kinds: readonly K[],
  run: (nodes: readonly NodeOf<K>[]) => Promise<void> | void,
): Command {
  return async (argument, rows = [argument]) => {
    checkRow(argument, kinds);
    if (!rows.every((row) => isRow(row))) throw redrawn();
    await run(rows.filter((row): row is NodeOf<K> => isNode(row, ...kinds)));
  };
}

function checkRow<K extends TreeNode['kind']>(argument: unknown, kinds: readonly K[]): NodeOf<K> {
  if (isNode(argument, ...kinds)) return argument;
  throw isRow(argument)
    ? new NothingToDo(vscode.l10n.t('Nothing was done: that is not possible with this row.'))
    : redrawn();
}

function isRow(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'kind' in argument;
}

function redrawn(): NothingToDo {
  return new NothingToDo(
    vscode.l10n.t('Nothing was done: the row was being redrawn. Please try again.'),
  );
}

/** By volume, in the order in which they were selected. */
export function byVolume<N extends { dir: string }>(nodes: readonly N[]): Map<string, N[]> {
  const groups = new Map<string, N[]>();
  for (const node of nodes) groups.set(node.dir, [...(groups.get(node.dir) ?? []), node]);
  return groups;
}
