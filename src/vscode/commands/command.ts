// What every file of commands gets and gives.

import type * as vscode from 'vscode';
import type { CopiedSecrets } from '../documents/copiedSecrets.ts';
import type { Reveals } from '../documents/reveal.ts';
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
