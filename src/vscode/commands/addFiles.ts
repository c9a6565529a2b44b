// Files dropped on a volume, or chosen together, are staged as keys.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import { clashingKey, type KeyPath } from '../../volume/payload.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import { refuseStagedSince } from '../editing/stagedSince.ts';
import { firstTen, shown, volumeName } from '../explain/format.ts';
import { isNode } from '../tree/nodes.ts';
import { SCHEME } from '../volumes/keyUri.ts';
import type { CommandContext } from './command.ts';
import { nodeAt } from './meant.ts';
import { pickVolume } from './pick.ts';
import { readFiles, type Source } from './readFiles.ts';

/** What a drop gives besides the row that it is on: the addresses, a line each. */
interface Dropped {
  files: readonly string[];
}

export async function addFiles(context: CommandContext, argument: unknown): Promise<void> {
  const { volumes, staging, publisher } = context;
  const dir = await pickVolume(volumes, argument);
  if (dir === undefined) return;
  publisher.checkStaging(dir);
  await volumes.whenKnown(dir);
  const folder = folderOf(argument);
  const uris = isDropped(argument)
    ? argument.files.map((file) => vscode.Uri.parse(file))
    : await choose();
  const sources = uris.map((uri) => ({ uri, key: folder + basename(uri.path) }));
  for (const source of sources) await refuseHidden(context, source);
  const files = await readFiles(sources);
  if (files.size === 0) return;
  // What the question is about is what they replace: what others publish meanwhile stays a conflict.
  const active = staging.active(dir);
  const staged = staging.of(dir);
  if (!(await mayReplace(context, dir, [...files.keys()]))) return;
  publisher.checkStaging(dir);
  refuseStagedSince(staging, dir, staged, files.keys());
  staging.stageAll(
    dir,
    [...files].map(([key, data]) => ({
      key,
      content: bytes(data),
      base: active.get(key) ?? null,
    })),
  );
}

/** With a slash at its end: of the folder that the row is, or is in. */
function folderOf(argument: unknown): string {
  if (isNode(argument, 'folder')) return `${argument.path}/`;
  return isNode(argument, 'key') ? argument.key.slice(0, argument.key.lastIndexOf('/') + 1) : '';
}

function isDropped(argument: unknown): argument is Dropped {
  return typeof argument === 'object' && argument !== null && 'files' in argument;
}

async function choose(): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Add as Keys'),
    title: vscode.l10n.t('The files that become keys'),
  });
  return chosen ?? [];
}

/** In another volume a secret value might show. Copying it is for the person to do. */
async function refuseHidden({ volumes, staging }: CommandContext, { uri }: Source): Promise<void> {
  if (uri.scheme !== SCHEME) return;
  const node = await nodeAt(volumes, uri);
  if (node?.kind !== 'key' || !staging.isSecret(node.dir, node.key)) return;
  throw new Refused(
    vscode.l10n.t(
      'The value of {0} is secret, so it is not copied to another key. Nothing was changed.',
      shown(node.key),
    ),
  );
}

/** @throws Refused where a key would have to be a folder */
async function mayReplace(
  { staging }: CommandContext,
  dir: string,
  keys: readonly KeyPath[],
): Promise<boolean> {
  const there = staging.keys(dir);
  for (const key of keys) {
    const clash = clashingKey(key, there.keys());
    if (clash === undefined) continue;
    throw new Refused(
      vscode.l10n.t(
        '{0} exists already, and a key is no folder. Nothing was changed.',
        shown(clash),
      ),
    );
  }
  const staged = staging.of(dir);
  const replaced = keys.filter((key) => there.has(key) || staged.has(key));
  if (replaced.length === 0) return true;
  return confirm(
    replaced.length === 1
      ? vscode.l10n.t('Replace {0} of {1}?', replaced.map(shown).join(), volumeName(dir))
      : vscode.l10n.t('Replace {0} keys of {1}?', replaced.length, volumeName(dir)),
    [
      ...(replaced.length === 1 ? [] : firstTen(replaced.map(shown))),
      vscode.l10n.t(
        'What is staged of them is lost. Programs go on reading the active version until you publish.',
      ),
    ].join('\n'),
    vscode.l10n.t('Replace'),
  );
}
