// The two sides of a conflict for a question: one short line of each, and no secret value.

import * as vscode from 'vscode';
import { isText } from '../../volume/contents/text.ts';
import { isWithoutContent, type StagedChange } from '../../volume/edit/stagedChanges.ts';
import type { Fingerprint } from '../../volume/payload.ts';
import { formatMode, formatSize, shown } from '../explain/format.ts';
import { isKnown } from './keyView.ts';
import { Refused } from './refused.ts';
import { activeVersionId, type Volumes } from '../volumes/volumes.ts';
import type { Staging } from './staging.ts';

/** A staged change and the active content that someone else published, both as they are now. */
export interface Conflict {
  dir: string;
  key: string;
  mine: StagedChange;
  /** Null when they deleted it. */
  theirs: Fingerprint | null;
  /** Id of the version that is active. */
  version: string | undefined;
}

/** Characters of a line that a dialog shows without wrapping, and how many of them may precede the difference. */
const LINE_LENGTH = 60;
const BEFORE_LENGTH = 20;

/** @throws Refused while nobody knows what others made of the key */
export function conflictOf(
  volumes: Volumes,
  staging: Staging,
  dir: string,
  mine: StagedChange,
): Conflict {
  const { key } = mine;
  const state = volumes.state(dir);
  if (!isKnown(state, key)) {
    throw new Refused(
      vscode.l10n.t(
        '{0} of {1} cannot be read now, so what others made of it is not known. Your change stays staged. Try again when it is back.',
        shown(key),
        dir,
      ),
    );
  }
  return {
    dir,
    key,
    mine,
    theirs: staging.active(dir).get(key) ?? null,
    version: state && activeVersionId(state),
  };
}

/** `Mine: …` and `Theirs: …`; nothing of a secret key, or where theirs cannot be read. */
export async function explainSides(
  volumes: Volumes,
  staging: Staging,
  { dir, key, mine, theirs, version }: Conflict,
): Promise<string[]> {
  if (staging.isSecret(dir, key)) return [];
  if (isWithoutContent(mine.content, theirs)) return [];
  const deleted = vscode.l10n.t('deleted');
  let current: Uint8Array | undefined;
  try {
    if (theirs !== null && version !== undefined) {
      current = await volumes.client.request('readKey', { dir, version, key });
    }
  } catch {
    return []; // that version is no longer kept: the question is the same
  }
  // Whoever writes a secret into it in place makes it one while it is being read.
  if (staging.isSecret(dir, key)) return [];
  const data = mine.content === undefined ? undefined : (mine.content.data ?? current);
  const [ours, others] = excerpts(data, current);
  const modes = mine.content?.mode === undefined ? '' : ` · ${formatMode(mine.content.mode)}`;
  const their = theirs === null || modes === '' ? '' : ` · ${formatMode(theirs.mode)}`;
  return [
    vscode.l10n.t('Mine: {0}', (ours ?? deleted) + modes),
    vscode.l10n.t('Theirs: {0}', (others ?? deleted) + their),
    '',
  ];
}

/** The first line that differs, of each side, and … for what comes before and after it; undefined for a side without content. */
export function excerpts(
  ...sides: [Uint8Array | undefined, Uint8Array | undefined]
): (string | undefined)[] {
  if (sides.some((side) => side !== undefined && !isText(side))) {
    return sides.map((side) => side && vscode.l10n.t('binary, {0}', formatSize(side.length)));
  }
  const texts = sides.map((side) => side && Buffer.from(side).toString());
  const [one, other] = texts;
  const difference = firstDifference(one ?? '', other ?? '');
  return texts.map((text) => text && lineAt(text, difference));
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

function lineAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const next = text.indexOf('\n', at);
  const end = next === -1 ? text.length : next;
  const from = Math.max(start, at - BEFORE_LENGTH);
  const to = Math.min(end, from + LINE_LENGTH);
  const line = shown(text.slice(from, to).replace(/\r$/, ''));
  const isAll = to >= text.replace(/\r?\n$/, '').length;
  return `${from > 0 ? '…' : ''}${line}${isAll ? '' : '…'}`;
}
