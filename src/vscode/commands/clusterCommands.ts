// Commands about the objects behind volumes: their names. The room of the cluster loads with the first one.

import { Journeys } from '../volumes/journeys.ts';
import type { CommandContext, Commands } from './command.ts';

const NAMES = [
  'publishToCluster',
  'publishToClusterFromPalette',
  'rollBackInCluster',
  'rollBackInClusterFromPalette',
  'compareWithCluster',
  'showObject',
  'chooseObject',
  'hurryKubelet',
];

export function clusterCommands(context: CommandContext): Commands {
  const load = async (): Promise<Commands> => (await context.loadCluster())(context);
  // It waits for what is on its way.
  let loading = new Journeys(context.memento).isEmpty() ? undefined : load();
  return Object.fromEntries(
    NAMES.map((name) => [
      name,
      async (argument: unknown, rows?: readonly unknown[]) => {
        loading ??= load();
        await (await loading)[name]?.(argument, rows);
      },
    ]),
  );
}
