// Commands about the objects behind volumes: their names. The room of the cluster loads with the first one.

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
  let loading: Promise<Commands> | undefined;
  return Object.fromEntries(
    NAMES.map((name) => [
      name,
      async (argument: unknown, rows?: readonly unknown[]) => {
        loading ??= context.loadCluster().then((inCluster) => inCluster(context));
        await (await loading)[name]?.(argument, rows);
      },
    ]),
  );
}
