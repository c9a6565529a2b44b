// A kubectl for a window: a script that answers from a file, which a test reads and changes as the cluster's.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Data = Record<string, string>;

export interface FakeCluster {
  /** For the setting `projectedVolumes.kubectl`. */
  command: string;
  /** Of the ConfigMap `my-config`. */
  data(): Data;
  /** As someone else would. */
  change(data: Data): void;
  /** The arguments of every call. */
  calls(): string[];
}

/** @param volume its name in the pod's spec */
export function fakeCluster(folder: string, volume: string, data: Data): FakeCluster {
  const [command, state, log] = ['kubectl', 'state.json', 'calls.log'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const write = (next: Data): void => {
    const known = existsSync(state) ? (read().metadata['resourceVersion'] as string) : '0';
    const metadata = { name: 'my-config', namespace: 'shop', uid: 'uid-1' };
    const resourceVersion = String(Number(known) + 1);
    writeFileSync(
      state,
      JSON.stringify({ kind: 'ConfigMap', metadata: { ...metadata, resourceVersion }, data: next }),
    );
  };
  const read = () =>
    JSON.parse(readFileSync(state, 'utf8')) as { metadata: Record<string, unknown>; data: Data };
  write(data);
  writeFileSync(command, scriptOf(state, log, volume));
  chmodSync(command, 0o755);
  return {
    command,
    data: () => read().data,
    change: write,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}

function scriptOf(state: string, log: string, volume: string): string {
  const config = {
    contexts: [{ name: 'test', context: { cluster: 'kind' } }],
    clusters: [{ name: 'kind', cluster: { server: 'https://127.0.0.1:6443' } }],
  };
  const pod = {
    metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1' },
    spec: { volumes: [{ name: volume, configMap: { name: 'my-config' } }] },
  };
  return `#!${process.execPath}
const fs = require('node:fs');
const line = process.argv.slice(2).join(' ').replace('--context test ', '');
fs.appendFileSync(${JSON.stringify(log)}, line + '\\n');
const state = ${JSON.stringify(state)};
const say = (value) => process.stdout.write(typeof value === 'string' ? value : JSON.stringify(value));
if (line.startsWith('config view')) say(${JSON.stringify(config)});
else if (line.startsWith('get pods')) say('shop web-0');
else if (line.startsWith('get pod ')) say(${JSON.stringify(pod)});
else if (line.startsWith('get --raw')) say(fs.readFileSync(state, 'utf8'));
else if (line.startsWith('replace --raw')) {
  const next = JSON.parse(fs.readFileSync(0, 'utf8'));
  const now = JSON.parse(fs.readFileSync(state, 'utf8'));
  if (next.metadata.resourceVersion !== now.metadata.resourceVersion) {
    process.stderr.write('Error from server (Conflict): the object has been modified\\n');
    process.exitCode = 1;
  } else if (!line.includes('dryRun')) {
    next.metadata.resourceVersion = String(Number(now.metadata.resourceVersion) + 1);
    fs.writeFileSync(state, JSON.stringify(next));
  }
}
`;
}
