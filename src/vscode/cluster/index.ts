// The objects behind volumes: shown, compared, changed, and seen to arrive. Loaded when a person first asks for them.

import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { ClusterError } from '../../cluster/failure.ts';
import { kubectlRunner } from '../../cluster/kubectlRunner.ts';
import type { Runner } from '../../cluster/runner.ts';
import { type CommandContext, type Commands, onRow, onRows } from '../commands/command.ts';
import { onVolume, pickStaged, pickVersion } from '../commands/pick.ts';
import { type Meant, meantBy, STAGED_ROWS } from '../commands/stagedRows.ts';
import { nothingStaged, Refused } from '../editing/refused.ts';
import { withUnsaved } from '../editing/unsaved.ts';
import { stillStaged } from '../../volume/edit/stagedChanges.ts';
import { Arrivals } from './arrivals.ts';
import { changeInCluster } from './changeInCluster.ts';
import { chooseObject } from './chooseObject.ts';
import { asking, checkTrust, type ClusterContext } from './clusterContext.ts';
import { ChosenObjects } from './chosenObjects.ts';
import { ClusterValues } from './clusterValues.ts';
import { compareWithCluster } from './compareWithCluster.ts';
import { explainClusterFailure } from './explainCluster.ts';
import { hurryKubelet } from './hurry.ts';
import { KnownBases } from './knownBases.ts';
import { lookUp } from './lookUp.ts';
import { rollBackInCluster } from './rollBackInCluster.ts';
import { currentTarget } from '../../cluster/target.ts';
import { kubectlOf } from '../../cluster/kubectl.ts';

/** @param runner what runs kubectl; a test has its own */
export function inCluster(
  given: CommandContext,
  runner: () => Runner = () => kubectlRunner(kubectlCommand()),
): Commands {
  const bases = new KnownBases();
  const arrivals = new Arrivals({ ...given, bases });
  const values = new ClusterValues(given.reveals);
  given.subscriptions.push(arrivals, values);
  const context: ClusterContext = {
    ...given,
    runner,
    hostName: hostname(),
    arrivals,
    values,
    bases,
    chosen: new ChosenObjects(given.memento),
  };
  const { volumes, staging } = context;

  const commands: Commands = {
    publishToCluster: onRows(STAGED_ROWS, async (rows) => {
      for (const meant of meantBy(staging, rows)) await publish(meant);
    }),

    publishToClusterFromPalette: async () => {
      const picked = await pickStaged(volumes, staging);
      if (picked !== undefined) await publish(picked);
    },

    rollBackInCluster: onRow(['version'], (node) => rollBackInCluster(context, node)),

    rollBackInClusterFromPalette: async () => {
      const node = await pickVersion(volumes, undefined, 'others');
      if (node !== undefined) await rollBackInCluster(context, node);
    },

    compareWithCluster: onVolume(volumes, async (dir) => compareWithCluster(context, dir)),

    showObject: onVolume(volumes, async (dir) => {
      if ((await lookUp(context, dir)) !== undefined) volumes.pointTo(dir);
    }),

    chooseObject: onVolume(volumes, async (dir) => {
      await volumes.whenKnown(dir);
      const target = await asking(vscode.l10n.t('Reading kubectl’s configuration'), (signal) =>
        currentTarget(kubectlOf(context.runner(), { signal })),
      );
      if ((await chooseObject(context, dir, target)) !== undefined) await lookUp(context, dir);
    }),

    hurryKubelet: onVolume(volumes, async (dir) => hurryKubelet(context, dir)),
  };
  return Object.fromEntries(
    Object.entries(commands).map(([name, run]) => [name, inWords(context, run)]),
  );

  async function publish({ dir, changes: asked, isMeant }: Meant): Promise<void> {
    checkTrust();
    const meant = await withUnsaved(context, dir, asked, isMeant);
    if (meant?.length === 0) throw nothingStaged();
    const found = meant === undefined ? undefined : await lookUp(context, dir);
    if (meant === undefined || found === undefined) return;
    // What was discarded while the cluster was asked is not published.
    const staged = stillStaged(meant, staging.of(dir));
    if (staged.length === 0) throw nothingStaged();
    const changes = staged.map((change) => {
      const { key, content } = change;
      if (content !== undefined && content.data === undefined) {
        throw new ClusterError({ code: 'only-mode', key });
      }
      return { path: key, data: content?.data, base: bases.of(dir, change) };
    });
    await changeInCluster(context, found, { purpose: { kind: 'publish' }, changes, staged });
  }
}

/** What the cluster, or kubectl, is refused for is told in words; what the person cancelled needs none. */
function inWords({ log }: ClusterContext, run: Commands[string]): Commands[string] {
  return async (argument, rows) => {
    try {
      await run(argument, rows);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      const { failure } = error;
      if (failure.code === 'cancelled') return;
      log.warn(`The cluster: ${failure.code}.`);
      throw new Refused(vscode.l10n.t('{0} Nothing was changed.', explainClusterFailure(failure)), {
        cause: error,
      });
    }
  };
}

/** A path, or a name to look for on the PATH. No workspace can set it. */
function kubectlCommand(): string {
  const command = vscode.workspace.getConfiguration('projectedVolumes').get('kubectl', '').trim();
  return command === '' ? 'kubectl' : command;
}
