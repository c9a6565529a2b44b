// What a publish of ours costs in calls: those of the core's list, and those of the operating system.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AtomicWriter, type Payload } from '../../src/volume/index.ts';
import { observed } from '../shared/fileSystems.ts';

type Payloads = readonly [Payload, Payload];

/** Calls of the core's own list of them, in a publish of the second payload over the first. */
export function callsOfCore(target: string, [first, second]: Payloads): number {
  new AtomicWriter(target).write(first);
  let calls = 0;
  new AtomicWriter(target, { fileSystem: observed((count) => (calls = count)) }).write(second);
  return calls;
}

const MARK = 'the publish that is counted';
/** Of Node's memory and threads, not of a publish. */
const NOT_COUNTED = /^(brk|futex|madvise|mmap|mprotect|munmap|sched_\w+|getpid)$/;

/** Set for the process that is traced: the directory, which says by its name what to publish. */
export const TRACED = 'TRACED_PUBLISH';

/** The same, by the kernel's count; undefined without strace. The traced process calls `publishMarked`. */
export function callsOfKernel(folder: string, name: string): number | undefined {
  const target = join(folder, name);
  mkdirSync(target);
  const trace = join(folder, `${name}.trace`);
  const { status, error } = spawnSync(
    'strace',
    ['-f', '-o', trace, process.execPath, process.argv[1] ?? '', 'publishing'],
    { env: { ...process.env, [TRACED]: target } },
  );
  if (error !== undefined || status !== 0) return undefined;
  const lines = readFileSync(trace, 'utf8').split('\n');
  const [begin = -1, end = -1] = lines.flatMap((line, index) => (line.includes(MARK) ? index : []));
  const [thread = ''] = lines[begin]?.split(' ') ?? [];
  return lines
    .slice(begin + 1, end)
    .filter((line) => line.startsWith(`${thread} `))
    .map((line) => /^\d+ +(\w+)\(/.exec(line)?.[1])
    .filter((call) => call !== undefined && !NOT_COUNTED.test(call)).length;
}

export function publishMarked(target: string, [first, second]: Payloads): void {
  const writer = new AtomicWriter(target);
  writer.write(first);
  writer.write(second);
  existsSync(join(target, MARK));
  writer.write(first);
  existsSync(join(target, MARK));
}
