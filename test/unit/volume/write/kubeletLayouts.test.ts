// The layouts recorded from the kubelet's own writer, and what ours leaves where the kubelet's fails.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AtomicWriter, VolumeError } from '../../../../src/volume/index.ts';
import { tempTarget, tree } from '../../../shared/volumes.ts';

interface RecordedStep {
  payload: Record<string, { data: string; mode: number }>;
  outcome: 'published' | 'unchanged' | 'rejected';
  tree: string[];
}

const cases = JSON.parse(readFileSync('test/fixtures/kubelet-layouts.json', 'utf8')) as {
  name: string;
  steps: RecordedStep[];
}[];

for (const { name, steps } of cases) {
  test(`kubelet layout: ${name}`, (t) => {
    const target = tempTarget(t);
    const writer = new AtomicWriter(target);
    for (const [index, step] of steps.entries()) {
      const before = tree(target);
      const payload = new Map(
        Object.entries(step.payload).map(([key, { data, mode }]) => [
          key,
          { data: Buffer.from(data, 'base64'), mode },
        ]),
      );
      if (step.outcome === 'rejected') {
        assert.throws(() => writer.write(payload), VolumeError);
        assert.deepEqual(tree(target), before);
      } else {
        assert.equal(writer.write(payload).changed, step.outcome === 'published', `step ${index}`);
        if (step.outcome === 'unchanged') assert.deepEqual(tree(target), before);
      }
      assert.deepEqual(tree(target), step.tree, `step ${index}`);
    }
  });
}
