// Changes the objects behind a volume: conflicts settled first, one question about just what is changed, a dry run, and
// then each object at once. What changed there while the question was open is asked about as well.

import * as vscode from 'vscode';
import { showInformation } from '../explain/messages.ts';
import { digestOf } from '../../volume/read/snapshot.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { ClusterError } from '../../cluster/failure.ts';
import { idOf, resourceOf } from '../../cluster/objectRef.ts';
import { mayChange } from '../../cluster/clusterObject.ts';
import { type ObjectPlan, type PathChange, type Plan, planChanges } from '../../cluster/plan.ts';
import { type KeyPlace, placeOf, volumeKeys } from '../../cluster/volumeKeys.ts';
import { isKnown } from '../editing/keyView.ts';
import { Refused } from '../editing/refused.ts';
import { activeVersionId } from '../volumes/volumes.ts';
import { askToChange, type Purpose, whatInWords } from './askToChange.ts';
import { changeObjects } from './changeObjects.ts';
import { choosePlaces } from './choosePlaces.ts';
import { asking, type ClusterContext, kubectlTo, type Lookup } from './clusterContext.ts';
import { explainClusterFailure, objectName } from './explainCluster.ts';
import { settleInCluster } from './clusterConflicts.ts';
import { readObjects } from './lookUp.ts';
import { noteObjects } from './objectNotes.ts';
import { whyLate } from './whyLate.ts';

export interface MeantChanges {
  purpose: Purpose;
  changes: readonly PathChange[];
  /** Those of them that are staged: taken off the stage when they arrive. */
  staged: readonly StagedChange[];
}

/** An object that others change all the time is given up. */
const ATTEMPTS = 5;

/**
 * @returns false when the person gave up, or wants to edit first
 * @throws ClusterError while nothing was changed, else Refused
 */
export async function changeInCluster(
  context: ClusterContext,
  found: Lookup,
  meant: MeantChanges,
): Promise<boolean> {
  const changed: ObjectPlan[] = [];
  try {
    return await changeUntilDone(context, found, meant, changed);
  } catch (error) {
    if (!(error instanceof ClusterError) || changed.length === 0) throw error;
    const names = changed.map(({ object }) => objectName(object.ref)).join(', ');
    const words = explainClusterFailure(error.failure);
    throw new Refused(vscode.l10n.t('{0} was changed. {1}', names, words), { cause: error });
  }
}

/** @param changed gets what was changed, however it ends */
async function changeUntilDone(
  context: ClusterContext,
  found: Lookup,
  { purpose, changes: meant, staged }: MeantChanges,
  changed: ObjectPlan[],
): Promise<boolean> {
  let lookup = found;
  let changes = meant;
  let isAgreed = false;
  const places = await choosePlaces(lookup, changes);
  if (places === undefined) return false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const plan = planChanges(lookup.volume, lookup.objects, changes, places);
    if (plan.conflicts.size > 0) {
      const settled = await settleInCluster(
        context,
        lookup,
        plan.conflicts,
        changes,
        staged,
        places,
      );
      if (settled === undefined || settled.length === 0) return false;
      changes = settled;
      isAgreed = false;
      attempt = 0;
      continue;
    }
    if (plan.objects.length === 0) {
      tellNothingToDo(context, lookup, plan, changes);
      return true;
    }
    if (!isAgreed) {
      await checkRights(context, lookup, plan);
      if (!(await askToChange(lookup, plan, purpose))) return false;
      changes = asSeen(lookup, changes, places);
      isAgreed = true;
    }
    const depart = departureOf(context, lookup, plan, staged);
    const outcome = await changeObjects(context, lookup, plan, (now) => {
      changed.push(...now);
      depart(now);
    });
    if (outcome === 'changed') return true;
    // What was agreed to is still right while the keys are what the question showed, of the same object.
    if (outcome === 'made anew') isAgreed = false;
    lookup = await lookAgain(context, lookup);
  }
  throw new ClusterError({ code: 'contended' });
}

/** Each key may be overwritten while it is what it was when the question showed it. */
function asSeen(
  { volume, objects }: Lookup,
  changes: readonly PathChange[],
  chosen: ReadonlyMap<string, KeyPlace>,
): PathChange[] {
  const keys = volumeKeys(volume, objects);
  return changes.map(({ path, data }) => {
    const place = placeOf(path, volume, keys, chosen);
    const value = place && objects.get(idOf(place.object))?.values.get(place.key);
    return { path, data, base: value === undefined ? null : digestOf(value) };
  });
}

function mountedNow(
  { staging }: ClusterContext,
  dir: string,
  changes: readonly PathChange[],
): Map<string, string | null> {
  const mounted = staging.active(dir);
  return new Map(changes.map(({ path }) => [path, mounted.get(path)?.digest ?? null]));
}

/** What the mount holds before the objects are changed. The result has it expect what they were changed to. */
function departureOf(
  context: ClusterContext,
  lookup: Lookup,
  { expected }: Plan,
  staged: readonly StagedChange[],
): (changed: readonly ObjectPlan[]) => void {
  const { dir, target } = lookup;
  const { volumes, staging, bases, arrivals, log } = context;
  const state = volumes.state(dir);
  const previous = state && activeVersionId(state);
  const mounted = staging.active(dir);
  const inObjects = volumeKeys(lookup.volume, lookup.objects);
  // A kubelet that is behind may still bring what is overwritten.
  const stillPossible = (path: string): (string | null)[] => {
    const key = inObjects.get(path);
    const overwritten = key !== undefined && 'data' in key ? digestOf(key.data) : null;
    const seen = [lookup.mounted, ...(isKnown(state, path) ? [mounted] : [])];
    return [overwritten, ...seen.map((keys) => keys.get(path)?.digest ?? null)];
  };
  return (changed) => {
    if (changed.length === 0) return;
    const paths = new Set(changed.flatMap((plan) => plan.paths));
    const ofThese = new Map([...expected].filter(([path]) => paths.has(path)));
    const what = whatInWords(changed);
    bases.know(dir, ofThese);
    log.info(`${dir}: changed ${what} in ${target.context ?? 'the cluster of this pod'}`);
    arrivals.expect(
      {
        dir,
        what,
        expected: ofThese,
        staged: staged.filter(({ key }) => paths.has(key)),
        previous,
        whyLate: () => whyLate(context, lookup),
      },
      new Map([...paths].map((path) => [path, stillPossible(path)])),
    );
  };
}

/** Asked first: a dry run needs the same right, and its refusal comes after the question. */
async function checkRights(context: ClusterContext, lookup: Lookup, plan: Plan): Promise<void> {
  await asking(vscode.l10n.t('Asking the cluster what you may change'), async (signal) => {
    const kubectl = kubectlTo(context, lookup.target, signal);
    for (const { object } of plan.objects) {
      if (await mayChange(kubectl, object.ref)) continue;
      const resource = `${resourceOf(object.ref)}/${object.ref.name}`;
      const place = `in the namespace "${object.ref.namespace}"`;
      throw new ClusterError({ code: 'forbidden', verb: 'update', resource, place });
    }
  });
}

async function lookAgain(context: ClusterContext, lookup: Lookup): Promise<Lookup> {
  const objects = await asking(
    vscode.l10n.t('Reading again what someone else changed'),
    async (signal) => readObjects(kubectlTo(context, lookup.target, signal), lookup.volume),
  );
  const again = { ...lookup, objects };
  noteObjects(context, again);
  return again;
}

function tellNothingToDo(
  context: ClusterContext,
  { dir }: Lookup,
  { expected }: Plan,
  changes: readonly PathChange[],
): void {
  const mounted = mountedNow(context, dir, changes);
  const isHere = [...expected].every(([path, digest]) => mounted.get(path) === digest);
  const state = context.volumes.state(dir);
  const isRead = [...expected.keys()].every((path) => isKnown(state, path));
  const elsewhere = isRead
    ? vscode.l10n.t('The cluster holds that already. It has not arrived in {0} yet.', dir)
    : vscode.l10n.t('The cluster holds that already. What {0} holds cannot be read.', dir);
  void showInformation(
    isHere ? vscode.l10n.t('The cluster holds that already, and so does {0}.', dir) : elsewhere,
  );
}
