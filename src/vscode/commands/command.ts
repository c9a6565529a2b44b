// What every file of commands gets and gives.

import * as vscode from 'vscode';
import type { CopiedSecrets } from '../documents/copiedSecrets.ts';
import type { Reveals } from '../documents/reveal.ts';
import { NothingToDo } from '../editing/refused.ts';
import { isNode, type NodeOf, type TreeNode } from '../tree/nodes.ts';
import type { Publisher } from '../editing/publisher.ts';
import type { Staging } from '../editing/staging.ts';
import type { Discovery } from '../volumes/discovery.ts';
import type { Volumes } from '../volumes/volumes.ts';

export interface CommandContext {
  volumes: Volumes;
  discovery: Discovery;
  staging: Staging;
  publisher: Publisher;
  reveals: Reveals;
  copied: CopiedSecrets;
  log: vscode.LogOutputChannel;
}

/** Command name → handler. The argument comes from anywhere: a tree node, another extension, a key binding. */
export type Commands = Record<string, (argument: unknown) => Promise<void> | void>;

/**
 * A command that publishes, discards, deletes or removes what its row stands for. Without the row it does nothing: all
 * else would be a guess. VS Code leaves the row out while it redraws the tree. The palette has a command of its own, which asks.
 */
export function onRow<K extends TreeNode['kind']>(
  kinds: readonly K[],
  run: (node: NodeOf<K>) => Promise<void> | void,
): Commands[string] {
  return async (argument) => {
    if (!isNode(argument, ...kinds)) {
      throw new NothingToDo(
        vscode.l10n.t('Nothing was done: the row was being redrawn. Please try again.'),
      );
    }
    await run(argument);
  };
}
