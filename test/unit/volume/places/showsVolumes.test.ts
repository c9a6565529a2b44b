// Whether a container shows volumes, on machines with very many mounts. What is a volume: see beginsByItself.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeFileSystem } from '../../../../src/volume/index.ts';
import { showsVolumes } from '../../../../src/volume/places/showsVolumes.ts';
import { within } from '../../../shared/processorTime.ts';

test('a node with ten thousand mounts of containers is answered for in time', () => {
  const lines = ['1 0 8:1 / / rw - ext4 none rw'];
  for (let id = 2; id < 10_000; id++) {
    const [name, type] = id % 2 === 0 ? ['rootfs', 'overlay'] : ['shm', 'tmpfs'];
    lines.push(`${id} 1 0:${id} / /run/missing/containers/${id}/${name} rw - ${type} none rw`);
  }
  const fs = { ...nodeFileSystem, mountInfo: () => lines.join('\n') };
  // A quarter of a second is usual; it is asked on the thread of all extensions.
  within(2, () => assert.equal(showsVolumes(fs), false));
});
