// Whatever a person does with a secret volume, in any order, no value of it is told, shown in a row, logged or stored in plain.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { bytes } from '../../../src/volume/edit/stagedChanges.ts';
import { VolumeError } from '../../../src/volume/failure.ts';
import { inCluster } from '../../../src/vscode/cluster/index.ts';
import { registerProblemsPanel } from '../../../src/vscode/attention/problemsPanel.ts';
import { registerStatusBar } from '../../../src/vscode/attention/statusBar.ts';
import { registerCommands } from '../../../src/vscode/commands/registerCommands.ts';
import type { CommandContext } from '../../../src/vscode/commands/command.ts';
import { KeyFileSystem } from '../../../src/vscode/documents/keyFileSystem.ts';
import { Reveals } from '../../../src/vscode/documents/reveal.ts';
import type { TreeNode } from '../../../src/vscode/tree/nodes.ts';
import { liveUri } from '../../../src/vscode/volumes/keyUri.ts';
import { fc } from '../../shared/fastCheck.ts';
import {
  commands,
  executed,
  person,
  problemsPanel,
  shownTree,
  statusBar,
} from '../../shared/vscode.ts';
import { contributes } from './commands/commanding.ts';
import { publishing } from './editing/publishing.ts';
import { rowsOf, tooltipOf } from './shownRows.ts';
import { DIR, key, printOf, SECRET, settled, showRows, stateOf, versionOf } from './window.ts';

const VALUES = ['hush-1', 'hush-2', 'hush-3'] as const;
const value = fc.constantFrom(...VALUES);
const name = fc.constantFrom('a', 'b');

type Step =
  | { does: 'others' | 'stage' | 'save'; name: string; value: string }
  | { does: 'unmount' }
  | { does: 'run'; command: string; row: number; answers: readonly number[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('others', 'stage', 'save' as const),
      name,
      value,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'unmount' as const }) },
  {
    weight: 18,
    arbitrary: fc.record({
      does: fc.constant('run' as const),
      command: fc.constantFrom(...contributes.commands.map(({ command }) => command)),
      row: fc.nat(),
      answers: fc.array(fc.nat({ max: 5 }), { maxLength: 4 }),
    }),
  },
);

/** Everything in which a value would be seen by someone who did not ask for it. */
async function seen({ logged, storage, tree }: ReturnType<typeof openSecret>): Promise<string> {
  const rows = [...(await rowsOf(tree, DIR)).values()];
  const tooltips = await Promise.all(rows.map(({ node }) => tooltipOf(tree, node)));
  return JSON.stringify([
    rows,
    tooltips,
    person.told,
    person.rows,
    logged,
    executed,
    [...statusBar],
    [...problemsPanel.entries],
    [...storage.plain],
  ]);
}

function openSecret(t: TestContext) {
  const versions = [
    versionOf('..v9', { isActive: false }),
    versionOf('..v8', { isActive: false, isPublishedHere: true }),
  ];
  const window = publishing(t, { a: VALUES[0], b: VALUES[1] }, undefined, {
    secrecy: SECRET,
    versions,
  });
  const { disk, volumes, staging, publisher, memento, notes, answers } = window;
  answers.listVersion = () => ({
    keys: Object.entries(disk).map(([each, text]) => {
      const { digest, mode } = printOf(text);
      return { key: key(each), size: text.length, isSecret: true, digest, mode };
    }),
    unread: [],
  });
  answers.statKey = () => ({ size: 6, mode: 0o644 });
  answers.linkChain = () => [];
  // Nothing is made on this machine.
  answers.lookAtPlace = ({ path }) => ({
    is: 'nothing',
    obstacle: { reason: 'no-permission', at: path },
  });
  answers.rollBack = () => {
    throw new VolumeError({ code: 'busy' });
  };
  const reveals = new Reveals(memento);
  const context = {
    ...window,
    reveals,
    copied: { copy: async () => {} },
    discovery: { discover: async () => {} },
    loadCluster: async () => inCluster,
    experiments: '',
  } as unknown as CommandContext;
  const keyFiles = new KeyFileSystem({ volumes, staging, publisher, reveals, memento });
  const registered = [
    reveals,
    keyFiles,
    showRows(volumes, staging, notes),
    registerStatusBar(volumes, staging, publisher),
    registerProblemsPanel(volumes, staging),
    registerCommands(memento, async () => context, contributes.commands),
  ];
  t.after(() => {
    for (const each of registered) each.dispose();
  });
  const tree = shownTree.provider as TreeDataProvider<TreeNode>;
  return { ...window, files: keyFiles, tree };
}

type Opened = ReturnType<typeof openSecret>;

async function take(opened: Opened, does: Step): Promise<void> {
  const { disk, receive, replace, staging, files, tree } = opened;
  switch (does.does) {
    case 'others':
      replace({ ...disk, [does.name]: does.value });
      break;
    case 'unmount':
      // It is back with what others publish next.
      receive(stateOf({}, { active: { state: 'no-target-directory' }, secrecy: SECRET }));
      break;
    case 'stage':
      staging.stage(DIR, key(does.name), bytes(Buffer.from(does.value)));
      break;
    case 'save': {
      const options = { create: true, overwrite: true };
      try {
        await files.writeFile(liveUri(DIR, does.name), Buffer.from(does.value), options);
      } catch (error) {
        person.told.push({ text: String(error), buttons: [] }); // as VS Code tells it
      }
      break;
    }
    case 'run': {
      const rows = [...(await rowsOf(tree, DIR)).values()];
      person.answers = does.answers.map((index) => () => {
        const { buttons = [] } = person.told.at(-1) ?? {};
        return buttons.length === 0 ? ['c', '0600'][index] : buttons[index];
      });
      await commands.executeCommand(does.command, rows[does.row % rows.length]?.node);
    }
  }
  await settled();
}

test('no value of a secret volume is seen by anyone who did not ask for it', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
      async (steps) => {
        const opened = openSecret(t);
        for (const each of steps) {
          await take(opened, each);
          assert.doesNotMatch(await seen(opened), /hush|aHVzaC/);
        }
      },
    ),
    { numRuns: 60 },
  );
});
