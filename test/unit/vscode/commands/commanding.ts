// A window whose volumes have something staged, and in which every command can be given.

import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { inCluster } from '../../../../src/vscode/cluster/index.ts';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { registerCommands } from '../../../../src/vscode/commands/registerCommands.ts';
import { commands } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, PUBLISHED, settled, stateOf, versionOf } from '../window.ts';

export const OTHER = '/etc/other';

interface Item {
  command: string;
  when?: string;
}

interface Manifest {
  contributes: {
    commands: { command: string; title: string }[];
    menus: { 'view/item/context': Item[]; commandPalette: Item[] };
  };
}

export const nodeOf = <K extends string>(kind: K, dir: string, name: string) => ({
  kind,
  dir,
  key: name,
});

export const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** Two volumes with something staged of each, and all commands. */
export function commanding(t: TestContext, dirs = [DIR, OTHER]) {
  const window = openWindow(t);
  for (const dir of dirs) {
    window.volumes.watch(dir);
    const versions = [versionOf('..v2'), versionOf('..v1', { isActive: false })];
    window.receive(stateOf({ a: '1', b: '1' }, { dir, version: '..v2', versions }));
    window.staging.stage(dir, key('a'), bytes(Buffer.from('mine')));
  }
  window.answers.publish = () => PUBLISHED;
  window.answers.rollBack = () => PUBLISHED;
  window.answers.listVersion = () => ({ keys: [], unread: [] });
  const others = {
    discovery: { discover: async () => {} },
    reveals: {},
    loadCluster: async () => inCluster,
  };
  const context = { ...window, ...others } as unknown as CommandContext;
  const registered = registerCommands(context.memento, async () => context, contributes.commands);
  t.after(() => registered.dispose());
  const run = async (name: string, argument?: unknown, selected?: unknown): Promise<void> => {
    await commands.executeCommand(`projectedVolumes.${name}`, argument, selected);
    await settled();
  };
  /** What changes a volume or the view. */
  const done = () =>
    (['publish', 'rollBack', 'repair', 'unwatch'] as const).flatMap((method) =>
      window.asked(method).map(([, params]) => [method, params]),
    );
  return { ...window, context, run, done };
}
