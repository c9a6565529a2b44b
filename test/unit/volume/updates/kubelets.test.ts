// The kubelet's writers, old and new, leave the trees that the kubelet's own code left.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nodeFileSystem, VolumeError } from '../../../../src/volume/index.ts';
import { planUpdate } from '../../../../src/volume/updates/planUpdate.ts';
import { tempTarget, tree } from '../../../shared/volumes.ts';

interface RecordedStep {
  payload: Record<string, { data: string; mode: number }>;
  outcome: 'published' | 'unchanged' | 'rejected';
  tree: string[];
  kubelet?: { error?: string; tree: string[] };
}

const cases = JSON.parse(readFileSync('test/fixtures/kubelet-layouts.json', 'utf8')) as {
  name: string;
  steps: RecordedStep[];
}[];

/** Recorded where the kubelet's own code, which goes through the keys in no order, met another change first. */
const SUCCEEDED_BY_CHANCE = { name: 'random 20260101-31', index: 3 };

for (const writer of ['kubelet', 'kubelet-1.10'] as const) {
  for (const { name, steps } of cases) {
    test(`${writer}, recorded layout: ${name}`, (t) => {
      const target = tempTarget(t);
      for (const [index, step] of steps.entries()) {
        if (name === SUCCEEDED_BY_CHANCE.name && index === SUCCEEDED_BY_CHANCE.index) break;
        const payload = new Map(
          Object.entries(step.payload).map(([key, { data, mode }]) => [
            key,
            { data: Buffer.from(data, 'base64'), mode },
          ]),
        );
        const write = () => [...planUpdate(writer, nodeFileSystem, target, payload).run()];
        const fails = step.outcome === 'rejected' || step.kubelet?.error !== undefined;
        if (fails) assert.throws(write, VolumeError, `step ${index}`);
        else assert.ok(write().length >= 4);
        assert.deepEqual(tree(target), step.kubelet?.tree ?? step.tree, `step ${index}`);
      }
    });
  }
}
