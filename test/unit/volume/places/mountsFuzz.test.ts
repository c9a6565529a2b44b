// Mount tables that were damaged: every question has an answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubeletRoots } from '../../../../src/volume/places/kubeletPath.ts';
import {
  coveringMount,
  isReadOnlyMount,
  parseMountInfo,
} from '../../../../src/volume/places/mounts.ts';
import { subPathMounts } from '../../../../src/volume/places/subPath.ts';
import { fc } from '../../../shared/fastCheck.ts';
import { mountTableText } from '../../../shared/mountTables.ts';
import { mutated } from '../../../shared/mutated.ts';

const inserted = fc.oneof(
  fc.constantFrom('\n', ' ', '-', ' - ', '/', '//deleted', '\\04', '\\777', '0', '..x', '\0'),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

for (const machine of ['pod', 'relocated-kubelet', 'node', 'docker'] as const) {
  test(`a damaged mount table (${machine}) has an answer to every question, and its whole lines say what they said`, () => {
    const whole = mountTableText(machine);
    const said = new Map(whole.split('\n').map((line) => [line, parseMountInfo(line)]));
    fc.assert(
      fc.property(mutated(whole, inserted), (text) => {
        const table = parseMountInfo(text);
        assert.deepEqual(
          table,
          text.split('\n').flatMap((line) => said.get(line) ?? parseMountInfo(line)),
        );
        for (const mount of table) {
          assert.ok(mount.mountPoint.startsWith('/') && Number.isInteger(mount.id));
          const covering = coveringMount(table, `${mount.mountPoint}/key`);
          assert.ok(covering === undefined || table.includes(covering));
          assert.equal(typeof isReadOnlyMount(mount), 'boolean');
        }
        for (const { version } of subPathMounts(table)) assert.match(version, /^\.\../);
        for (const root of kubeletRoots(table)) assert.ok(root.startsWith('/'), root);
      }),
      { numRuns: 300 },
    );
  });
}
