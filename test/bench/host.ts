// What the extension costs the real extension host, against one without it at the same time: activation, the event loop
// while 1,000 keys change, a hundred idle volumes, and a node's 500 volumes.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { AtomicWriter } from '../../src/volume/index.ts';
import { type MeasuredHost, withHosts } from './hosts.ts';
import { median, quiet } from './measuring.ts';
import { Publisher } from './publisher.ts';

const ACTIVATIONS = 5;
const PUBLISHES = 20;
const IDLE_TIMES = 4;
const IDLE_MS = 10_000;
/** Each volume is looked at once more when its publish is over, and what was garbage is collected. */
const SETTLED_MS = 15_000;
const PODS = 110;
const NODE_VOLUMES = 500;

/** In two hosts that are new, so that each can be measured by itself. */
export const inHosts =
  (measure: (folder: string, ours: MeasuredHost, empty: MeasuredHost) => Promise<void>) =>
  async (folder: string): Promise<void> =>
    withHosts(folder, async (ours, empty) => measure(join(folder, 'opened'), ours, empty));

/** In turn with an extension that only registers as much: what that takes is VS Code's. */
export async function activation(folder: string, ours: MeasuredHost): Promise<void> {
  writeVolume(join(folder, 'volume'), 10);
  const path = join(ours.extension, 'dist/extension.cjs');
  const contents = { ours: readFileSync(path), bare: readFileSync('test/bench/bare.cjs') };
  const times: Record<'ours' | 'bare', Activation[]> = { ours: [], bare: [] };
  for (let n = 0; n < ACTIVATIONS; n++) {
    for (const which of ['ours', 'bare'] as const) {
      writeFileSync(path, contents[which]);
      await ours.open(folder);
      if (which === 'ours') await untilKnown(ours, 1);
      times[which].push(await activated(ours));
    }
  }
  tellActivation('the extension', times.ours);
  tellActivation('one that registers as much and does nothing', times.bare);
  const over = times.ours.map((time, n) => sum(time) - sum(times.bare[n] ?? time));
  const rest = times.ours.map(({ loadRest, compose }) => loadRest + compose);
  console.log(
    `  of ours alone: median ${median(over).toFixed(1)} ms, worst ${Math.max(...over).toFixed(1)}`,
  );
  console.log(
    `  the rest, with the first volume or look at the view: ${median(rest).toFixed(1)} ms`,
  );
}

interface Activation {
  load: number;
  activate: number;
  loadRest: number;
  compose: number;
}

const sum = ({ load, activate }: Activation): number => load + activate;

async function activated(host: MeasuredHost): Promise<Activation> {
  for (;;) {
    const time = await host.ask<Activation>('activation');
    if (time.activate > 0) return time;
    await setTimeout(100);
  }
}

function tellActivation(of: string, times: readonly Activation[]): void {
  const part = (name: keyof Activation) => median(times.map((time) => time[name])).toFixed(1);
  console.log(
    `activation of ${of}: median ${median(times.map(sum)).toFixed(1)} ms of CPU of the host's thread (loading ${part('load')}, activate() ${part('activate')}), worst ${Math.max(...times.map(sum)).toFixed(1)}, ${times.length} windows`,
  );
}

/** Of a volume below the workspace folder, where VS Code itself hears of each file, and of one as a container mounts it. */
export async function delays(
  folder: string,
  ours: MeasuredHost,
  empty: MeasuredHost,
): Promise<void> {
  console.log('1,000 keys change in a volume below the workspace folder');
  await delaysBy(join(folder, 'volume'), folder, [ours, empty]);
  console.log('1,000 keys change in a volume outside of it');
  const opened = join(folder, '../opened-without');
  mkdirSync(opened);
  await delaysBy(join(folder, '../outside'), opened, [ours, empty]);
}

async function delaysBy(
  volume: string,
  folder: string,
  hosts: [ours: MeasuredHost, empty: MeasuredHost],
): Promise<void> {
  const publisher = new Publisher(volume, 1_000);
  await publisher.publish(0);
  await Promise.all(hosts.map(async (host) => host.open(folder)));
  const [ours] = hosts;
  if (!volume.startsWith(folder)) await ours.ask(`add ${volume}`);
  await ours.page.locator('.sidebar .label-name').getByText('Active').waitFor();
  await setTimeout(SETTLED_MS);
  const rounds: { late: number; busy: number }[][] = [];
  for (let round = 0; round <= PUBLISHES; round++) {
    const worst = hosts.map(async (host) => ({
      late: await host.ask('delay'),
      busy: await host.ask('busy'),
    }));
    // The first tells of what was before.
    if (round > 0) rounds.push(await Promise.all(worst));
    else await Promise.all(worst);
    await publisher.publish(round + 1);
    await quiet();
  }
  await publisher.end();
  for (const [index, name] of ['with the extension', 'without'].entries()) {
    const told = (what: 'late' | 'busy') => {
      const values = rounds.map((round) => round[index]?.[what] ?? Number.NaN);
      return `median ${median(values).toFixed(1)} ms, worst ${Math.max(...values).toFixed(1)} ms`;
    };
    console.log(`  ${name}: the longest turn of the event loop ${told('busy')} of CPU`);
    console.log(`    a timer was late, also where the host waits for a core, by ${told('late')}`);
  }
}

export async function idle(folder: string, ours: MeasuredHost, empty: MeasuredHost): Promise<void> {
  for (let n = 0; n < 100; n++) writeVolume(join(folder, `volume-${n}`), 100);
  const both = [ours, empty];
  await Promise.all(both.map(async (host) => host.open(folder)));
  await untilKnown(ours, 100);
  await setTimeout(SETTLED_MS);
  const shares: [ours: number, empty: number][] = [];
  for (let n = 0; n < IDLE_TIMES; n++) {
    const before = await Promise.all(both.map(async (host) => host.ask('cpu')));
    await setTimeout(IDLE_MS);
    const after = await Promise.all(both.map(async (host) => host.ask('cpu')));
    const [a = 0, b = 0] = after.map((cpu, index) => (cpu - (before[index] ?? 0)) / IDLE_MS);
    shares.push([100 * a, 100 * b]);
  }
  const over = median(shares.map(([a, b]) => a - b));
  const [a, b] = [0, 1].map((index) => median(shares.map((pair) => pair[index] ?? 0)));
  console.log(
    `100 volumes of 100 keys, idle: ${over.toFixed(2)} % of a core over a host without the extension (${a?.toFixed(2)} against ${b?.toFixed(2)} %)`,
  );
  await tellMemory('100 volumes of 100 keys of 1 kB', ours, empty);
}

export async function node(folder: string, ours: MeasuredHost, empty: MeasuredHost): Promise<void> {
  for (let n = 0; n < NODE_VOLUMES; n++) {
    const uid = `${String(n % PODS).padStart(8, '0')}-0000-4000-8000-000000000000`;
    writeVolume(join(folder, 'pods', uid, 'volumes/kubernetes.io~configmap', `volume-${n}`), 5);
  }
  await Promise.all([empty.start(folder), ours.start(folder)]);
  // What VS Code does until it has started takes longer than all of this.
  await setTimeout(SETTLED_MS);
  await Promise.all([ours.ask('delay'), empty.ask('delay')]);
  const begun = performance.now();
  await ours.openView();
  const rows = ours.page.locator(`.sidebar [role=treeitem][aria-setsize="${PODS}"]`).first();
  await rows.waitFor();
  const shown = performance.now() - begun;
  await untilKnown(ours, NODE_VOLUMES);
  const known = performance.now() - begun;
  console.log(
    `${NODE_VOLUMES} volumes of ${PODS} pods: rows of all pods ${(shown / 1000).toFixed(1)} s after a click on the view's icon, all volumes read after ${(known / 1000).toFixed(1)} s`,
  );
  console.log(
    `  worst delay of the event loop meanwhile: ${(await ours.ask('delay')).toFixed(1)} ms (in a host without the extension ${(await empty.ask('delay')).toFixed(1)} ms)`,
  );
  await setTimeout(SETTLED_MS);
  await tellMemory(`${NODE_VOLUMES} volumes of 5 keys of 1 kB`, ours, empty);
}

async function untilKnown(ours: MeasuredHost, volumes: number): Promise<void> {
  while ((await ours.ask('known')) < volumes) await setTimeout(20);
}

async function tellMemory(what: string, ours: MeasuredHost, empty: MeasuredHost): Promise<void> {
  const [a, b] = [await ours.ask('rss'), await empty.ask('rss')];
  console.log(
    `  memory of the host with ${what}: ${(a - b).toFixed(0)} MB over one without the extension (${a.toFixed(0)} against ${b.toFixed(0)})`,
  );
}

function writeVolume(dir: string, keys: number): void {
  mkdirSync(dir, { recursive: true });
  const data = Buffer.alloc(1_000, 'x');
  new AtomicWriter(dir).write(
    new Map(Array.from({ length: keys }, (_, n) => [`key-${n}`, { data }])),
  );
}
