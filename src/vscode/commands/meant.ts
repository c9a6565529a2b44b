// What a command is given, in terms of the tree: the editor of a key stands for the key, a selected row for all of them.

import * as vscode from 'vscode';
import type { NodeOf } from '../tree/nodes.ts';
import { pathOf, SCHEME } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';

/** An address of our own, as menus of editors give it, is the key or the volume there; all else stays what it is. */
export async function meant(volumes: Volumes, argument: unknown): Promise<unknown> {
  if (!(argument instanceof vscode.Uri) || argument.scheme !== SCHEME) return argument;
  return nodeAt(volumes, argument);
}

/** The key, or the volume, at a path; undefined where no volume is shown. */
export async function nodeAt(
  volumes: Volumes,
  uri: vscode.Uri,
): Promise<NodeOf<'volume' | 'key'> | undefined> {
  const found = await volumes.resolve(pathOf(uri));
  return found && nodeOf(found);
}

/** What the palette's commands are about without a question: the key in the editor in front of the person. */
export function inFront(volumes: Volumes): NodeOf<'volume' | 'key'> | undefined {
  const uri = uriInFront();
  const found = uri?.scheme === SCHEME ? volumes.find(pathOf(uri)) : undefined;
  return found && nodeOf(found);
}

function nodeOf({ dir, key }: { dir: string; key: string }): NodeOf<'volume' | 'key'> {
  return key === '' ? { kind: 'volume', dir } : { kind: 'key', dir, key };
}

/**
 * @param selected what VS Code gives with the row of a menu; with a key binding it gives the focused row alone
 * @returns the argument alone where it is none of the selected rows
 */
export function rowsOf(
  { selection }: Volumes,
  argument: unknown,
  selected: unknown,
): readonly unknown[] {
  if (Array.isArray(selected) && selected.length > 0) return selected;
  return selection.some((row) => row === argument) ? selection : [argument];
}

/** What the editor in front of the person shows, whatever kind of editor it is. */
export function uriInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
    ? input.uri
    : undefined;
}
