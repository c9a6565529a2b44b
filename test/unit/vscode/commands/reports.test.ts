// The reports of the experiments say what was measured, and nothing that was not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchersReport } from '../../../../src/vscode/commands/watchersReport.ts';
import { waysReport } from '../../../../src/vscode/commands/waysReport.ts';
import type { Left } from '../../../../src/volume/updates/update.ts';
import type {
  Reads,
  WatcherResult,
  WayResult,
} from '../../../../src/worker/protocol/experiments.ts';

const COPY = { fileSystem: 'tmpfs', keys: 2, bytes: 110 };
const READS: Reads = { reads: 2_000, mixtures: 0, missing: 0, torn: 0 };

/** As it is shown. */
const plain = (report: string) => report.replaceAll('\u00a0', ' ').replaceAll(/\\([^\w\s])/g, '$1');

function ways({ kubelet = {}, oneLink = {} }: Record<string, Partial<WayResult>>): string {
  const left: Left[] = [{ left: 'new data link' }];
  const found: WayResult[] = [
    { writer: 'kubelet', updates: 7, byPath: READS, byVersion: READS, left, ...kubelet },
    { writer: 'one-link', updates: 7, byPath: READS, left, ...oneLink },
  ];
  return plain(waysReport('config', { ...COPY, kind: 'ways', milliseconds: 2_000, ways: found }));
}

test('whether two links are needed is answered with the numbers of this run', () => {
  const torn = { ...READS, torn: 20 };
  const report = ways({
    kubelet: { byPath: { ...READS, mixtures: 1 }, byVersion: { ...READS, mixtures: 3 } },
    oneLink: { byPath: { ...torn, mixtures: 142 } },
  });
  assert.match(report, /With one link for each key, 142 \(7\.1 %\) of the reads/);
  assert.match(report, /With two links it was 1 \(< 0\.1 %\) for .* and 3 of 2000 for one that/);
  assert.match(report, /a single key\. .* 20 \(1\.0 %\) of its reads were empty or partial/);
  assert.ok(report.includes('| a kubelet | 7 | 2000 | 1 (< 0.1 %) | 0 | 0 | 2000 | 3 (0.1 %) |'));
  assert.match(report, /\| 7 \| 2000 \| 142 \(7\.1 %\) \| 0 \| 20 \(1\.0 %\) \| – \| – \|/);
  assert.match(report, /on a scratch copy of config: 2 keys, 110 B, on tmpfs/);
});

test('what crashes leave is told once for each kind, with the writers that leave it', () => {
  const report = ways({
    oneLink: { left: [{ left: 'new data link' }, { left: 'direct link', path: 'a' }] },
  });
  const lines = report.split('\n').filter((line) => line.includes('Left by a crash of'));
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /of: a kubelet, a writer with one link for each key\.$/);
  assert.match(
    lines[1] ?? '',
    /The link a into one version.* of: a writer with one link for each key\.$/,
  );
});

test('a watcher that noticed nothing, and one that could not watch, have no delay', () => {
  const none: WatcherResult = {
    watcher: 'fs.watch key',
    events: 0,
    noticed: 0,
    missed: 20,
    repeated: 0,
    halfMade: 0,
    isAlive: false,
  };
  const best = {
    ...none,
    watcher: 'fs.watch directory',
    events: 90,
    noticed: 20,
    missed: 0,
  } as const;
  const watchers: WatcherResult[] = [
    none,
    { ...none, watcher: 'fs.watch recursive', errno: 'ENOSPC' },
    { ...best, repeated: 20, isAlive: true, median: 0.31, worst: 12.4, halfMade: 1 },
  ];
  const found = { ...COPY, kind: 'watchers', writer: 'in-place', apart: 400, watchers } as const;
  const lines = plain(watchersReport('config', found)).split('\n');
  assert.ok(lines.includes('| `fs.watch(key)` | 0 | 20 | 0 | – | – | 0 | **no** |'));
  assert.ok(lines.some((line) => line.endsWith('| no watch (ENOSPC) |  |  |  |  |  |  |')));
  assert.ok(lines.includes('| `fs.watch(directory)` | 20 | 0 | 20 | 0.3 ms | 12 ms | 1 | yes |'));
  assert.ok(lines.some((line) => line.startsWith('- **`fs.watch(directory)`** was the fastest')));
  assert.ok(lines.some((line) => line.startsWith('- **Heard nothing:** `fs.watch(key)`.')));
  assert.ok(!lines.some((line) => line.includes('Went dead')));
});
