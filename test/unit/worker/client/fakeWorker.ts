import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { tempTarget } from '../../../shared/volumes.ts';

/** A worker whose thread runs `code`, a script with `parentPort` and `workerData`, and ends when asked to. */
export function fakeWorker(t: TestContext, code: string): string {
  const script = join(tempTarget(t), 'worker.cjs');
  writeFileSync(
    script,
    `const { parentPort, workerData } = require('node:worker_threads');
    parentPort.on('message', ({ method }) => {
      if (method === 'end') process.exit();
    });
    ${code}`,
  );
  return script;
}
