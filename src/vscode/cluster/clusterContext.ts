// What the files of this room share: what they were given, the way to the cluster, and what was found there.

import * as vscode from 'vscode';
import { type Kubectl, kubectlOf } from '../../cluster/kubectl.ts';
import type { PodVolume } from '../../cluster/podVolume.ts';
import type { Runner } from '../../cluster/runner.ts';
import type { Target } from '../../cluster/target.ts';
import type { Objects } from '../../cluster/volumeKeys.ts';
import type { CommandContext } from '../commands/command.ts';
import { Refused } from '../editing/refused.ts';
import type { Arrivals } from './arrivals.ts';
import type { ChosenObjects } from './chosenObjects.ts';
import type { ClusterValues } from './clusterValues.ts';
import type { KnownBases } from './knownBases.ts';

export interface ClusterContext extends CommandContext {
  /** Made anew for each command: the setting may have changed. */
  runner: () => Runner;
  /** This host's name. */
  hostName: string;
  arrivals: Arrivals;
  values: ClusterValues;
  bases: KnownBases;
  chosen: ChosenObjects;
}

/** All of one moment: what a question shows is what is acted on. */
export interface Lookup {
  readonly dir: string;
  readonly target: Target;
  readonly volume: PodVolume;
  readonly objects: Objects;
  /** What the mount held: path → digest, of what could be read. */
  readonly mounted: ReadonlyMap<string, { readonly digest: string }>;
}

/** All calls go to the context that a question names, whatever becomes the current one meanwhile. */
export function kubectlTo(
  { runner }: Pick<ClusterContext, 'runner'>,
  { context }: Target,
  signal?: AbortSignal,
): Kubectl {
  return kubectlOf(runner(), { context, signal });
}

/** With a notification in which the person can cancel. */
export async function asking<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return work(controller.signal);
  });
}

/** @throws Refused */
export function checkTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Refused(
    vscode.l10n.t('Nothing is changed from a workspace in restricted mode. Trust it first.'),
  );
}
