// Commands of the two experiments: what to try, progress, and the report.

import * as vscode from 'vscode';
import { runExperiment } from '../../worker/client/experiment.ts';
import type { Experiment, Found, ScratchKey } from '../../worker/protocol/experiments.ts';
import { volumeName } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { askForWriter } from './askWriter.ts';
import type { CommandContext, Commands } from './command.ts';
import { activeOrRefuse, pickKnown } from './pick.ts';
import { watchersReport } from './watchersReport.ts';
import { waysReport } from './waysReport.ts';

/** Far enough apart that a watcher which looks now and then has its chance. */
const WATCHED = { updates: 20, apart: 400 };
const EACH_WAY_MS = 2_000;

export function experimentCommands({ volumes, experiments }: CommandContext): Commands {
  return {
    compareWatchers: async (argument) => {
      const volume = await volumeToCopy(volumes, argument);
      if (volume === undefined) return;
      const writer = await askForWriter(
        vscode.l10n.t('Who is to update the copy of {0}?', volume.name),
      );
      if (writer === undefined) return;
      const title = vscode.l10n.t('Comparing watchers on a copy of {0}', volume.name);
      const { keys } = volume;
      const found = await run(experiments, title, { kind: 'watchers', keys, writer, ...WATCHED });
      if (found?.kind === 'watchers') await show(watchersReport(volume.name, found));
    },

    compareWays: async (argument) => {
      const volume = await volumeToCopy(volumes, argument);
      if (volume === undefined) return;
      const title = vscode.l10n.t('Comparing ways to update a copy of {0}', volume.name);
      const { keys } = volume;
      const found = await run(experiments, title, {
        kind: 'ways',
        keys,
        milliseconds: EACH_WAY_MS,
      });
      if (found?.kind === 'ways') await show(waysReport(volume.name, found));
    },
  };
}

interface ToCopy {
  name: string;
  keys: readonly ScratchKey[];
}

/** Names and sizes only: the copy gets values of its own. */
async function volumeToCopy(volumes: Volumes, argument: unknown): Promise<ToCopy | undefined> {
  const state = await pickKnown(volumes, argument);
  if (state === undefined) return undefined;
  const keys = activeOrRefuse(state).keys.map(({ key, size }) => ({ key, size }));
  return { name: volumeName(state.dir), keys };
}

async function run(
  script: string,
  title: string,
  experiment: Experiment,
): Promise<Found | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancelled) => {
      const controller = new AbortController();
      cancelled.onCancellationRequested(() => controller.abort());
      return runExperiment(script, experiment, {
        signal: controller.signal,
        onProgress: (done, total) => {
          progress.report({
            message: vscode.l10n.t('{0} of {1}', done, total),
            increment: 100 / total,
          });
        },
      });
    },
  );
}

/** An untitled document, which can be saved, and its preview. */
async function show(markdown: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: markdown,
  });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('markdown.showPreview', document.uri);
}
