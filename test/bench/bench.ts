// How long it takes until a swap is seen, by a bare watcher, in the extension host and in the tree; how long the
// extension takes to activate; how large it is.

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { AtomicWriter } from '../../src/volume/index.ts';
import { VolumeClient } from '../../src/worker/volumeClient.ts';
import { packExtension } from '../host/pack.mjs';
import { openWorkbench, type Workbench } from '../window/workbench.ts';
import { measurePublishing } from './publishing.ts';

const KEYS = 10;
const ROUNDS = 40;
const ACTIVATIONS = 7;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const names = process.argv.slice(2);
    if (names.length === 0 || names.includes('publishing')) measurePublishing(folder);
    if (names.length === 0) await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<void> {
  const watched = await swapsUntilSeen(join(folder, 'seen'));
  const tree = await swapsUntilShown(join(folder, 'workspace'));
  print('swap -> callback of fs.watch', watched.raw);
  print('swap -> state in the extension host', watched.state);
  console.log(`  ratio ${(median(watched.state) / median(watched.raw)).toFixed(1)}`);
  print('swap -> row of the tree changed', tree.rows);
  print('activation, as VS Code counts it', tree.activations);
  const vsix = join(folder, 'extension.vsix');
  packExtension(vsix);
  const kilobytes = (path: string) => `${(statSync(path).size / 1000).toFixed(0)} kB`;
  console.log(
    `extension.cjs ${kilobytes('dist/extension.cjs')}, worker.cjs ${kilobytes('dist/worker.cjs')}`,
  );
  console.log(`VSIX ${kilobytes(vsix)}`);
}

/** A bare fs.watch and the extension's worker, on the same swaps. */
async function swapsUntilSeen(dir: string): Promise<{ raw: number[]; state: number[] }> {
  const publisher = new Publisher(dir);
  await publisher.publish(0);
  const seenAt = new Map<string, number>();
  const client = new VolumeClient(
    resolve('dist/worker.cjs'),
    () => ({ historyBytes: 64e6, keepVersions: 0, warnBefore: 0 }),
    {
      onState: ({ active }) => {
        if (active.state === 'read' && !seenAt.has(active.version)) {
          seenAt.set(active.version, now());
        }
      },
      onPolling: (path, reason) => console.log(`${path}: ${reason}`),
      onCrash: (error) => {
        throw error;
      },
    },
  );
  let events: number[] = [];
  const watcher = watch(dir, (_kind, name) => {
    if (name === '..data') events.push(now());
  });
  await client.request('watch', { dir });
  const raw: number[] = [];
  const state: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await quiet();
    events = [];
    const { swappedAt, version } = await publisher.publish(round);
    await quiet();
    raw.push((events[0] ?? Number.NaN) - swappedAt);
    state.push((seenAt.get(version) ?? Number.NaN) - swappedAt);
  }
  watcher.close();
  await client.dispose();
  await publisher.end();
  return { raw, state };
}

/** The same in a real window, up to the text of a row. */
async function swapsUntilShown(
  workspace: string,
): Promise<{ rows: number[]; activations: number[] }> {
  const publisher = new Publisher(join(workspace, 'shown'));
  await publisher.publish(0);
  const workbench = await openWorkbench({ folder: workspace });
  try {
    await workbench.openContainer();
    await workbench.row('key-0', 'round 0').waitFor();
    const rows: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      await quiet();
      const shown = shownAt(workbench, `round ${round}`);
      const { swappedAt } = await publisher.publish(round);
      rows.push((await shown) - swappedAt);
    }
    const activations: number[] = [];
    for (let n = 1; n <= ACTIVATIONS; n++) {
      await workbench.reload();
      await workbench.openContainer();
      await workbench.row('key-0').waitFor();
      activations.push(await activationTime(workbench));
    }
    return { rows, activations };
  } finally {
    await workbench.close();
    await publisher.end();
  }
}

async function activationTime(workbench: Workbench): Promise<number> {
  await workbench.palette('Developer: Show Running Extensions');
  const entry = workbench.page
    .locator('.editor-instance .monaco-list-row')
    .filter({ hasText: 'Projected Volumes' });
  await entry.waitFor();
  const text = (await entry.textContent()) ?? '';
  return Number(/[Aa]ctivation: *(\d+) *ms/.exec(text)?.[1]);
}

/** When the tree first shows the text, in milliseconds since the epoch. */
async function shownAt({ page }: Workbench, text: string): Promise<number> {
  return page.evaluate<number>(
    `new Promise((resolve) => {
      const tree = document.querySelector('.sidebar [role=tree]');
      new MutationObserver((_, observer) => {
        if (!tree.textContent.includes(${JSON.stringify(text)})) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
      }).observe(tree, { childList: true, subtree: true, characterData: true });
    })`,
  );
}

interface Swap {
  swappedAt: number;
  version: string;
}

/** Publishes on a thread of its own, so that no watcher here has to wait until it is done. */
class Publisher {
  readonly #worker: Worker;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#worker = new Worker(new URL(import.meta.url), { workerData: dir });
  }

  async publish(round: number): Promise<Swap> {
    this.#worker.postMessage(round);
    const [swap] = (await once(this.#worker, 'message')) as [Swap];
    return swap;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function publishWhenAsked(): void {
  const writer = new AtomicWriter(workerData as string);
  parentPort?.on('message', (round: number) => {
    const payload = new Map(
      Array.from({ length: KEYS }, (_, n) => [`key-${n}`, { data: Buffer.from(`round ${round}`) }]),
    );
    const steps = writer.steps(payload);
    let swappedAt = 0;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) {
        parentPort?.postMessage({ swappedAt, version: step.value.timestampDir });
        return;
      }
      if (step.value === 'take ..data_tmp') swappedAt = now(); // the rename comes next
    }
  });
}

/** Long enough for the looks after one publish to be over before the next. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 400);
  });
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function print(what: string, values: readonly number[]): void {
  const worst = Math.max(...values);
  console.log(
    `${what}: median ${median(values).toFixed(2)} ms, worst ${worst.toFixed(2)} ms, ${values.length} times`,
  );
}

if (isMainThread) await main();
else publishWhenAsked();
