// Opens keys in editors. A hidden value is opened through Reveals only, so that it closes again.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { askToShowValue } from '../editing/askToShow.ts';
import type { Staging } from '../editing/staging.ts';
import { formatMode, shown } from '../explain/format.ts';
import { activeUri, liveUri, noneUri, stagedUri } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { Reveals } from './reveal.ts';

export interface Showing {
  volumes: Volumes;
  staging: Staging;
  reveals: Reveals;
}

/** As it is worked on; read-only where its value is hidden, or where it is staged for deletion. */
export async function showKey(showing: Showing, dir: string, key: string): Promise<void> {
  const { volumes, staging, reveals } = showing;
  await volumes.whenKnown(dir);
  const change = staging.of(dir).get(key as KeyPath);
  const isDeleted = change !== undefined && change.content === undefined;
  const uri = change?.content === undefined ? activeUri(dir, key) : stagedUri(dir, key);
  if (staging.isSecret(dir, key)) {
    await reveals.show([uri], () => open(showing, { dir, key, uri }, { preview: true }));
  } else if (isDeleted) await open(showing, { dir, key, uri }, { preview: true });
  else await open(showing, { dir, key, uri: liveUri(dir, key) }, { preview: true });
}

/** Before a value shows that was only clicked on; yes where it is not hidden. */
export async function maySee(
  { volumes, staging }: Showing,
  dir: string,
  key: string,
): Promise<boolean> {
  await volumes.whenKnown(dir);
  return !staging.isSecret(dir, key) || askToShowValue(key);
}

/** Where it can be edited, and saving stages. */
export async function editKeyInEditor(showing: Showing, dir: string, key: string): Promise<void> {
  const { staging, reveals } = showing;
  const uri = liveUri(dir, key);
  const show = () => open(showing, { dir, key, uri }, { preview: false });
  if (staging.isSecret(dir, key)) await reveals.show([uri], show);
  else await show();
}

/** Left what is active, following it; right the key as it is staged: in its editor, or read-only where it is hidden. */
export async function showStagedDiff(showing: Showing, dir: string, key: string): Promise<void> {
  const { staging, reveals } = showing;
  const isSecret = staging.isSecret(dir, key);
  const sides = stagedDiff(staging, dir, key, isSecret ? stagedUri : liveUri);
  const compare = () => vscode.commands.executeCommand('vscode.diff', ...sides);
  if (isSecret) await reveals.show([sides[0], sides[1]], compare);
  else await compare();
}

/** What `vscode.diff` takes for it. */
export function stagedDiff(
  staging: Staging,
  dir: string,
  key: string,
  uriOf = liveUri,
): [left: vscode.Uri, right: vscode.Uri, title: string] {
  const change = staging.of(dir).get(key as KeyPath);
  const isDeleted = change !== undefined && change.content === undefined;
  return [
    staging.active(dir).has(key) ? activeUri(dir, key) : noneUri(dir, key),
    isDeleted ? noneUri(dir, key) : uriOf(dir, key),
    vscode.l10n.t('{0}: active ↔ staged', `${shown(key)}${modesOf(staging, dir, key)}`),
  ];
}

/** A comparison of the same bytes is empty: the title says what changes. */
function modesOf(staging: Staging, dir: string, key: string): string {
  const content = staging.of(dir).get(key as KeyPath)?.content;
  const was = staging.active(dir).get(key)?.mode;
  if (content?.mode === undefined || content.data !== undefined || was === undefined) return '';
  return ` ${formatMode(was)} → ${formatMode(content.mode)}`;
}

async function open(
  { staging }: Showing,
  { dir, key, uri }: { dir: string; key: string; uri: vscode.Uri },
  options: { preview: boolean },
): Promise<void> {
  const hexEditor = vscode.extensions.getExtension('ms-vscode.hexeditor');
  if (hexEditor !== undefined && staging.keys(dir).get(key)?.isText === false) {
    await vscode.commands.executeCommand('vscode.openWith', uri, 'hexEditor.hexedit', options);
    return;
  }
  // Not openTextDocument: this also opens what is not text, with whatever editor there is for it.
  await vscode.commands.executeCommand('vscode.open', uri, options);
}
