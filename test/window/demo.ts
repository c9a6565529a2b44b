// A workspace with volumes for the window tests, and the tree as text.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { AtomicWriter, type WriteResult } from '../../src/volume/index.ts';
import type { Workbench } from './workbench.ts';

type Keys = Record<string, string | Uint8Array>;

interface DemoVolume {
  dir: string;
  /** Publishes as another process would. */
  publish(keys: Keys): WriteResult;
  /** A key as programs read it. */
  read: (key: string) => string;
}

export interface Demo {
  /** The workspace folder. */
  folder: string;
  volume(name: string, keys: Keys): DemoVolume;
}

export const CONFIG: Keys = {
  'app.yaml': 'server:\n  host: 0.0.0.0\n  port: 8080\n  timeout: 30s\n',
  blob: Buffer.from([0xca, 0xfe, 0, 0xba, 0xbe]),
  'conf/limits.properties': 'max-connections=100\nmax-memory=256Mi\n',
  'feature-flags.json': '{ "beta": false }\n',
  'log.level': 'info',
};

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new workspace folder, removed at the end: after a failure the window is still to be looked at. */
export function demo(): Demo {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  folders.push(folder);
  return {
    folder,
    volume: (name, keys) => {
      const dir = join(folder, name);
      mkdirSync(dir, { recursive: true });
      const writer = new AtomicWriter(dir);
      const publish = (next: Keys) =>
        writer.write(
          new Map(Object.entries(next).map(([key, data]) => [key, { data: Buffer.from(data) }])),
        );
      publish(keys);
      return { dir, publish, read: (key) => readFileSync(join(dir, key), 'utf8') };
    },
  };
}

/** The rows as indented text, with times, timestamp directories and the workspace's path made the same each time. */
async function treeText(workbench: Workbench, { folder }: Demo): Promise<string[]> {
  return (await workbench.rows()).map(({ level, label, description }) =>
    `${'  '.repeat(level - 1)}${label} | ${withoutFolder(folder, label, description)}`
      .replaceAll(folder, 'WORKSPACE')
      .replaceAll(/\.\.\d{4}(_\d\d){5}\.\d+/g, 'TIMESTAMP')
      .replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'TIME')
      .replaceAll(/\+\d+\.\d m?s/g, 'AFTER')
      .trimEnd(),
  );
}

/** As where there is one folder only: a window that tests share has two, and the place of a volume says in which it is. */
function withoutFolder(folder: string, label: string, description: string): string {
  const [place = '', ...others] = description.split(' · ');
  const root = join(basename(folder), sep);
  if (!place.startsWith(root)) return description;
  const path = place.slice(root.length);
  return [...(path === label ? [] : [path]), ...others].join(' · ');
}

/** Those below the row that begins so. */
function below(text: readonly string[], row: string): string[] {
  const first = text.findIndex((line) => line.trimStart().startsWith(row)) + 1;
  const indent = /^ */.exec(text[first - 1] ?? '')?.[0] ?? '';
  const next = text.findIndex((line, n) => n >= first && !line.startsWith(`${indent}  `));
  return text.slice(first, next === -1 ? undefined : next);
}

/** Waits until the tree, or what is below a row of it, is as wanted; what it is instead, when the time is up. */
export async function treeEventually(
  workbench: Workbench,
  demo: Demo,
  wanted: string[],
  row?: string,
): Promise<string[]> {
  let text: string[] = [];
  const isWanted = async () => {
    const all = await treeText(workbench, demo);
    text = row === undefined ? all : below(all, row);
    return JSON.stringify(text) === JSON.stringify(wanted);
  };
  const deadline = Date.now() + 15_000;
  while (!(await isWanted()) && Date.now() < deadline) await workbench.nextChange();
  return text;
}
