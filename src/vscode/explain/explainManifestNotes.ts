// Sentences for people about what of a manifest is not taken, and what to do.

import * as vscode from 'vscode';
import type { ObjectRef } from '../../manifest/failure.ts';
import type { LeftOutFile, OverwrittenFile } from '../../manifest/payloads.ts';
import { shown } from './format.ts';

/** As many names as a message can hold. */
export const SOME = 5;

/** `2 other objects were left out: Service web, Deployment app`; empty when there were none. */
export function explainLeftOut(objects: readonly ObjectRef[]): string {
  const [first] = objects;
  if (first === undefined) return '';
  if (objects.length === 1) return vscode.l10n.t('1 other object was left out: {0}.', named(first));
  const names = some(objects, named);
  return vscode.l10n.t('{0} other objects were left out: {1}.', objects.length, names);
}

/** Of the files of a volume: what is not in it as its manifest says; empty when all is. */
export function explainFiles({
  leftOut,
  overwritten,
}: {
  leftOut: readonly LeftOutFile[];
  overwritten: readonly OverwrittenFile[];
}): string {
  return [explainLeftOutFiles(leftOut), explainOverwritten(overwritten)].join(' ').trim();
}

function explainLeftOutFiles(files: readonly LeftOutFile[]): string {
  if (files.length === 0) return '';
  return vscode.l10n.t(
    'What only a cluster knows is not in it: {0}. Add it by hand if a program needs it.',
    some(files, ({ source, path }) => shown(path ?? source)),
  );
}

function explainOverwritten(files: readonly OverwrittenFile[]): string {
  if (files.length === 0) return '';
  const names = some(files, ({ path, by, lost }) =>
    vscode.l10n.t('{0} is that of {1}, not of {2}', shown(path), named(by), named(lost)),
  );
  return vscode.l10n.t(
    'Several sources have the same path, and the last one wins, as in the cluster: {0}. To have both, give one another path with "items".',
    names,
  );
}

export function named(object: ObjectRef): string {
  const { kind, namespace } = object;
  const name = nameOf(object);
  if (name === '') return shown(kind);
  // A file is no object.
  if (kind === '.env') return shown(name);
  return namespace === undefined
    ? `${shown(kind)} ${shown(name)}`
    : `${shown(kind)} ${shown(namespace)}/${shown(name)}`;
}

/** `web`, or `job-…` for a name that the cluster makes; empty when the text gives neither. */
export function nameOf({ name, generateName }: ObjectRef): string {
  return name ?? (generateName === undefined ? '' : `${generateName}…`);
}

function some<T>(all: readonly T[], textOf: (one: T) => string): string {
  const texts = all.slice(0, SOME).map(textOf);
  return [...texts, ...(all.length > SOME ? ['…'] : [])].join(', ');
}
