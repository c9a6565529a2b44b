// What `npm run bench` measures; with names, only those: `npm run bench -- seeing`.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { packExtension } from '../host/pack.mjs';
import { activation, delays, idle, inHosts, node } from './host.ts';
import { measureLoad } from './load.ts';
import { measurePublishing } from './publishing.ts';
import { measureSeeing } from './seeing.ts';
import { measureWindow } from './window.ts';

const benchmarks: Record<string, (folder: string) => Promise<void> | void> = {
  publishing: measurePublishing,
  seeing: measureSeeing,
  load: measureLoad,
  activation: inHosts(activation),
  delays: inHosts(delays),
  idle: inHosts(idle),
  node: inHosts(node),
  window: inHosts(measureWindow),
  size: measureSize,
};

function measureSize(folder: string): void {
  const vsix = join(folder, 'extension.vsix');
  packExtension(vsix);
  const kilobytes = (path: string) => `${(statSync(path).size / 1000).toFixed(0)} kB`;
  for (const name of readdirSync('dist').filter((each) => each.endsWith('.cjs'))) {
    console.log(`${name} ${kilobytes(`dist/${name}`)}`);
  }
  console.log(`VSIX ${kilobytes(vsix)}`);
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) {
    console.error(
      `There is no "${unknown.join('", "')}"; there are: ${Object.keys(benchmarks).join(', ')}.`,
    );
    process.exit(2);
  }
  for (const [name, measure] of Object.entries(benchmarks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n── ${name}`);
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      await measure(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

// This file is also what the threads of a benchmark run.
if (isMainThread) await main(process.argv.slice(2));
