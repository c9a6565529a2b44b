// What the language-model tools answer, loaded with the first call. Names, sizes, dates: never a value.

import * as vscode from 'vscode';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { describeVolume } from './describeVolume.ts';
import { listVolumes } from './listVolumes.ts';

/** @throws Error with a sentence for the model, which passes it on */
export async function answerList(volumes: Volumes): Promise<vscode.LanguageModelToolResult> {
  return inJson(listVolumes(await known(volumes)));
}

/** @param input the path of a volume, or its last elements where only one has them; `keys` as `describeVolume` has them */
export async function answerDescribe(
  volumes: Volumes,
  { volume: name, keys }: { volume: unknown; keys?: readonly string[] },
): Promise<vscode.LanguageModelToolResult> {
  const states = await known(volumes);
  const path = typeof name === 'string' ? name.replace(/(?<=.)\/+$/, '') : '';
  const exact = states.filter(({ dir }) => dir === path);
  const [state, another] =
    exact.length > 0 ? exact : states.filter(({ dir }) => dir.endsWith(`/${path}`));
  if (path === '' || state === undefined || another !== undefined) {
    throw new Error(
      vscode.l10n.t(
        'Name one of these volumes by its path: {0}',
        states.map(({ dir }) => shown(dir)).join(', '),
      ),
    );
  }
  return inJson(await describeVolume(volumes, state, keys));
}

/** Those that have been looked at; one whose file system hangs is told of as that. */
async function known(volumes: Volumes) {
  await volumes.begin();
  const states = await Promise.all(volumes.dirs.map(async (dir) => volumes.whenKnown(dir)));
  return states.filter((state) => state !== undefined);
}

function inJson(answer: unknown): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([
    new vscode.LanguageModelTextPart(JSON.stringify(answer, undefined, 1)),
  ]);
}
