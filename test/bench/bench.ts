// How long it takes until a swap is seen, by a bare watcher, in the extension host and in the tree; how long the
// extension takes to activate; how large it is.

import { mkdirSync, mkdtempSync, rmSync, statSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtomicWriter } from '../../src/volume/index.ts';
import { VolumeClient } from '../../src/worker/volumeClient.ts';
import { packExtension } from '../host/pack.mjs';
import { openWorkbench, type Workbench } from '../window/workbench.ts';

const KEYS = 10;
const ROUNDS = 40;

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const watched = await swapsUntilSeen();
  const tree = await swapsUntilShown();
  print('swap -> callback of fs.watch', watched.raw, 'ms');
  print('swap -> state in the extension host', watched.state, 'ms');
  console.log(`  ratio ${(median(watched.state) / median(watched.raw)).toFixed(1)}`);
  print('swap -> row of the tree changed', tree.rows, 'ms');
  console.log(`activation, as VS Code counts it: ${tree.activation}`);
  const vsix = join(folder, 'extension.vsix');
  packExtension(vsix);
  const kilobytes = (path: string) => `${(statSync(path).size / 1000).toFixed(0)} kB`;
  console.log(
    `extension.cjs ${kilobytes('dist/extension.cjs')}, worker.cjs ${kilobytes('dist/worker.cjs')}`,
  );
  console.log(`VSIX ${kilobytes(vsix)}`);
}

/** A bare fs.watch and the worker, on the same swaps. */
async function swapsUntilSeen(): Promise<{ raw: number[]; state: number[] }> {
  const dir = join(folder, 'seen');
  const publish = volume(dir);
  publish(0);
  let seen = (_version: string): void => {};
  const client = new VolumeClient('dist/worker.cjs', {
    onState: ({ active }) => seen(active.state === 'read' ? active.version : ''),
    onPolling: (path, reason) => console.log(`${path}: ${reason}`),
    onCrash: (error) => {
      throw error;
    },
  });
  const raw: number[] = [];
  const state: number[] = [];
  let heard = (): void => {};
  const watcher = watch(dir, () => heard());
  await client.request('watch', { dir });
  for (let round = 1; round <= ROUNDS; round++) {
    await quiet();
    const { swappedAt, version } = publish(round);
    await Promise.all([
      // The event loop was not free before the publish was over: any event of it is the first to be heard.
      new Promise<void>((resolve) => {
        heard = () => {
          heard = () => {};
          raw.push(now() - swappedAt);
          resolve();
        };
      }),
      new Promise<void>((resolve) => {
        seen = (name) => {
          if (name !== version) return;
          seen = () => {};
          state.push(now() - swappedAt);
          resolve();
        };
      }),
    ]);
  }
  watcher.close();
  await client.dispose();
  return { raw, state };
}

/** The same in a real window, up to the text of a row. */
async function swapsUntilShown(): Promise<{ rows: number[]; activation: string }> {
  const workspace = join(folder, 'workspace');
  const publish = volume(join(workspace, 'shown'));
  publish(0);
  const workbench = await openWorkbench({ folder: workspace });
  try {
    await workbench.openContainer();
    await workbench.row('key-0', 'round 0').waitFor();
    const rows: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      await quiet();
      const shown = shownAt(workbench, `round ${round}`);
      const { swappedAt } = publish(round);
      rows.push((await shown) - swappedAt);
    }
    await workbench.palette('Developer: Show Running Extensions');
    const entry = workbench.page.locator('.runtime-extensions-editor .extension', {
      hasText: 'Projected Volumes',
    });
    const activation = await entry.locator('.activation-time').textContent();
    return { rows, activation: activation ?? 'not shown' };
  } finally {
    await workbench.close();
  }
}

/** When the tree first shows the text, in milliseconds since the epoch. */
async function shownAt({ page }: Workbench, text: string): Promise<number> {
  return page.evaluate<number, string>(
    `(text) => new Promise((resolve) => {
      const tree = document.querySelector('.sidebar [role=tree]');
      new MutationObserver((_, observer) => {
        if (!tree.textContent.includes(text)) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
      }).observe(tree, { childList: true, subtree: true, characterData: true });
    })` as unknown as (text: string) => Promise<number>,
    text,
  );
}

function volume(dir: string): (round: number) => { swappedAt: number; version: string } {
  mkdirSync(dir, { recursive: true });
  const writer = new AtomicWriter(dir);
  return (round) => {
    const payload = new Map(
      Array.from({ length: KEYS }, (_, n) => [`key-${n}`, { data: Buffer.from(`round ${round}`) }]),
    );
    const steps = writer.steps(payload);
    let swappedAt = 0;
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return { swappedAt, version: value.timestampDir };
      if (value === 'swap') swappedAt = now();
    }
  };
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

function print(what: string, values: readonly number[], unit: string): void {
  const worst = Math.max(...values);
  console.log(
    `${what}: median ${median(values).toFixed(1)} ${unit}, worst ${worst.toFixed(1)} ${unit}, ${values.length} swaps`,
  );
}
