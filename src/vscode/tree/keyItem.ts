// How a key looks in the tree: never its value, where that is secret.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { KeyInfo, VolumeState } from '../../worker/protocol/state.ts';
import { liveUri } from '../volumes/keyUri.ts';
import { isSecretKey } from '../../volume/credentials/secrecy.ts';
import { explainKeySecrecy } from '../explain/explainSecrecy.ts';
import { explainCredential } from '../explain/explainCredential.ts';
import { explainUnread } from '../explain/explainFailure.ts';
import { explainProblem } from '../explain/explainProblem.ts';
import { formatMode, formatSize, shown } from '../explain/format.ts';
import { context, iconOf, paragraphs, WARNING, withText, writable } from './itemText.ts';
import { stagedDecoration } from './decorations.ts';
import { drawLinkChain } from './linkChainText.ts';
import type { NodeOf } from './nodes.ts';
import type { KeyPath } from '../../volume/payload.ts';
import type { Staging } from '../editing/staging.ts';

const { None } = vscode.TreeItemCollapsibleState;

export function keyItem(
  node: NodeOf<'key'>,
  state: VolumeState,
  staging: Staging,
): vscode.TreeItem {
  const info = state.active.state === 'read' ? find(state.active.keys, node.key) : undefined;
  const item = new vscode.TreeItem(shown(basename(node.key)), None);
  if (info === undefined) return unreadItem(item, node.key, state);
  const uri = liveUri(node.dir, node.key);
  item.resourceUri = uri;
  item.command = openingOf(node, uri, info, staging);
  const facts = factsOf(info).join(' · ');
  const more =
    info.credential === undefined ? info.preview : explainCredential(info.credential).short;
  const isWarned = state.warnings.some(({ key }) => key === node.key);
  const isSecret = isSecretKey(state.secrecy, node.key);
  return withText(item, {
    description: more === undefined || more === '' ? facts : `${facts} · ${more}`,
    said: [
      shown(basename(node.key)),
      stagedWord(node, staging),
      isWarned ? vscode.l10n.t('see Problems') : '',
      isSecret ? vscode.l10n.t('hidden value') : '',
      ...factsOf(info, vscode.l10n.t('mode {0}', formatMode(info.mode))),
      more ?? '',
    ],
    icon: isWarned ? WARNING : iconOf(isSecret),
    contextValue: context('key', writable(state)),
  });
}

/** A key that is there and cannot be read: a lock, and why. There is nothing to open. */
function unreadItem(item: vscode.TreeItem, key: string, state: VolumeState): vscode.TreeItem {
  const unread = state.active.state === 'read' ? find(state.active.unread ?? [], key) : undefined;
  if (unread === undefined) return item; // gone between two refreshes
  const why = state.problems.find((problem) => 'key' in problem && problem.key === key);
  return withText(item, {
    description: explainUnread(unread.reason),
    icon: new vscode.ThemeIcon('lock'),
    tooltip: [shown(key), why && explainProblem(why, state.origin).long],
    contextValue: 'unreadKey',
  });
}

/**
 * VS Code opens a file by itself where it can: then a click keeps the focus, and a double click the tab. A click alone
 * shows no hidden value.
 */
function openingOf(
  node: NodeOf<'key'>,
  uri: vscode.Uri,
  { isText }: KeyInfo,
  staging: Staging,
): vscode.Command {
  const { dir, key } = node;
  const title = vscode.l10n.t('Open Key');
  const change = staging.of(dir).get(key as KeyPath);
  const isDeleted = change !== undefined && change.content === undefined;
  return isText && !isDeleted && !staging.isSecret(dir, key)
    ? { command: 'vscode.open', title, arguments: [uri] }
    : { command: 'projectedVolumes.openKeyAsking', title, arguments: [node] };
}

/** What the letter on the row says; VS Code has a screen reader say a row's own words only. */
function stagedWord({ dir, key }: NodeOf<'key'>, staging: Staging): string {
  const change = staging.of(dir).get(key as KeyPath);
  return change === undefined ? '' : stagedDecoration(staging.kindOf(dir, change)).tooltip;
}

function factsOf(info: KeyInfo, mode = formatMode(info.mode)): string[] {
  return [
    ...(info.isText ? [] : [vscode.l10n.t('binary')]),
    info.size === 0 ? vscode.l10n.t('empty') : formatSize(info.size),
    mode,
  ];
}

/** Made when the pointer rests on the row, because the chain of links has to be read for it. */
export function keyTooltip(
  key: string,
  state: VolumeState,
  chain: readonly LinkChainStep[],
): vscode.MarkdownString {
  const info = state.active.state === 'read' ? find(state.active.keys, key) : undefined;
  if (info === undefined) return new vscode.MarkdownString();
  const credential = info.credential && explainCredential(info.credential);
  const markdown = paragraphs([shown(key), factsOf(info).join(' · ')]);
  if (chain.length > 0) markdown.appendCodeblock(drawLinkChain(state.dir, chain), 'plaintext');
  markdown.value += paragraphs([...(credential?.long ?? []), explainKeySecrecy(state, key)]).value;
  return markdown;
}

/** By name, for each list: a thousand rows ask one after the other. */
const byKey = new WeakMap<readonly { key: string }[], ReadonlyMap<string, { key: string }>>();

function find<T extends { key: string }>(keys: readonly T[], key: string): T | undefined {
  let known = byKey.get(keys);
  if (known === undefined) {
    known = new Map(keys.map((info) => [info.key, info]));
    byKey.set(keys, known);
  }
  return known.get(key) as T | undefined;
}
