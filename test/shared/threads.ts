// Parts that a test file plays in threads of its own, at the same time: the file is also what they run.

import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

type Role = (target: string, nth: number) => unknown;

interface Task {
  role: string;
  target: string;
  nth: number;
}

/** Registers the tests, or in a thread plays its role. */
export function testsAndRoles(testAll: () => void, roles: Record<string, Role>): void {
  if (isMainThread) testAll();
  else {
    const { role, target, nth } = workerData as Task;
    const act = roles[role];
    if (act === undefined) throw new Error(`There is no role "${role}"`);
    parentPort?.postMessage(act(target, nth));
  }
}

const threads = new Set<Worker>();

/** Ends with what the role returns. When one fails, nobody waits for what the others would do. */
export function play(role: string, target: string, nth = 0): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const task: Task = { role, target, nth };
    // The bundle of the test file, which this is part of.
    const thread = new Worker(new URL(import.meta.url), { workerData: task });
    threads.add(thread);
    thread.once('exit', () => threads.delete(thread));
    thread.once('message', resolve).once('error', (error) => {
      reject(error);
      for (const other of threads) void other.terminate();
    });
  });
}
