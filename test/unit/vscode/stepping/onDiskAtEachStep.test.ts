// What the tree shows on disk while an update is stepped through, by each writer: as the window has it, but not drawn.

import assert from 'node:assert/strict';
import { renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { WRITERS } from '../../../../src/volume/updates/update.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { HeldUpdate } from '../../../../src/worker/thread/heldUpdate.ts';
import { shownTree } from '../../../shared/vscode.ts';
import { CHANGES, KEYS, walks } from '../../../shared/walks.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { watchVolume } from '../../worker/watched.ts';
import { redrawnRows } from '../shownRows.ts';
import { openWindow, showRows } from '../window.ts';

/** Its version is from long ago, so that rows, which are sorted by name, have it first. */
function oldVolume(t: TestContext): string {
  const dir = tempTarget(t);
  const { timestampDir } = new AtomicWriter(dir).write(payload(KEYS));
  const old = '..2026_01_01_00_00_00.1';
  renameSync(join(dir, timestampDir), join(dir, old));
  unlinkSync(join(dir, '..data'));
  symlinkSync(old, join(dir, '..data'));
  return dir;
}

for (const writer of WRITERS) {
  test(`${writer}: the tree is told when what is on disk has changed, and shows it at each step`, async (t) => {
    const dir = oldVolume(t);
    const { volume, states, until } = watchVolume(t, dir);
    const { volumes, staging, notes, answers, receive } = openWindow(t);
    answers.onDisk = () => volume.onDisk();
    const shown = showRows(volumes, staging, notes);
    t.after(() => shown.dispose());
    const tree = shownTree.provider as TreeDataProvider<TreeNode>;
    const redrawn = redrawnRows(tree);
    volumes.watch(dir);
    const rows = async () => {
      const nodes = (await tree.getChildren({ kind: 'onDisk', dir })) ?? [];
      const items = await Promise.all(nodes.map(async (node) => tree.getTreeItem(node)));
      return items

        .map((item) => item as { label: string; description: string })
        .map(({ label, description }) => `${label} ${description}`.trim())
        .join(', ')
        .replaceAll(/\.\.\d{4}(_\d\d){5}\.\d+/g, 'VERSION');
    };
    const { steps } = volume.holding.hold(
      new HeldUpdate(nodeFileSystem, { dir, writer, changes: CHANGES }, 0),
    );
    receive(await until(({ held }) => held !== undefined));
    const seen = [`1: ${await rows()}`];
    for (let step = 1; step <= steps.length; step++) {
      const { disk } = states.at(-1) ?? {};
      redrawn.length = 0;
      volume.holding.step();
      const isSeen = walks[writer].some((line) => Number.parseInt(line) === step + 1);
      if (isSeen) {
        receive(await until((state) => state.disk !== disk));
        assert.ok(redrawn.includes('onDisk'), `the tree asks again after step ${step}`);
      }
      const line = await rows();
      if (isSeen) seen.push(`${step + 1}: ${line}`);
      else assert.ok(seen.at(-1)?.endsWith(line), `nothing changes with step ${step}: ${line}`);
    }
    assert.deepEqual(seen, walks[writer]);
  });
}
