// A window with one mounted volume, and a cluster behind it that a kubectl of answers changes as the real one does.

import type { TestContext } from 'node:test';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { inCluster } from '../../../../src/vscode/cluster/index.ts';
import { clusterCommands } from '../../../../src/vscode/commands/clusterCommands.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import type { Run } from '../../../../src/cluster/runner.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { base64, fakeKubectl } from '../../cluster/fakeKubectl.ts';
import { DIR, key, openWindow, stateOf, versionOf, type Window } from '../window.ts';

type Answers = Parameters<typeof fakeKubectl>[0];

interface Stored {
  kind: string;
  metadata: { name: string; namespace: string; uid: string; resourceVersion: string };
  data: Record<string, string>;
  [field: string]: unknown;
}

const CONFIG = {
  contexts: [{ name: 'test', context: { cluster: 'kind', user: 'jane' } }],
  clusters: [{ name: 'kind', cluster: { server: 'https://127.0.0.1:6443' } }],
};

const POD = {
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1' },
  spec: { volumes: [{ name: 'settings', configMap: { name: 'my-config' } }], containers: [] },
};

/** Read-only, and known to be a kubelet's by what is mounted. */
const MOUNTED: Partial<VolumeState> = {
  access: 'read-only-file-system',
  origin: { kind: 'configMap', volumeName: 'settings', podUid: 'u-1', knownBy: 'mount' },
};

/**
 * @param keys of the mount, and of the ConfigMap behind it
 * @param answers that come before those of the cluster
 */
export function clusterWindow(
  t: TestContext,
  keys: Record<string, string>,
  {
    answers = {},
    pod = POD,
    storage,
  }: { answers?: Answers; pod?: object; storage?: Window['storage'] } = {},
) {
  const window = openWindow(t, storage);
  const reveals = new Reveals(window.storage.memento);
  const objects = new Map<string, Stored>();
  let version = 1;
  const put = (
    kind: string,
    name: string,
    data: Record<string, string>,
    more: { metadata?: object; [field: string]: unknown } = {},
  ) => {
    const known = objects.get(name);
    const uid = known?.metadata.uid ?? `uid-${++version}`;
    const metadata = {
      ...more.metadata,
      name,
      namespace: 'shop',
      uid,
      resourceVersion: String(++version),
    };
    objects.set(name, { ...known, kind, data, ...more, metadata });
  };
  put('ConfigMap', 'my-config', keys);
  const nameOf = ({ args }: Run) =>
    args.find((arg) => arg.startsWith('/api/'))?.split(/[/?]/)[6] ?? '';
  const notFound = (name: string) => ({
    stderr: `Error from server (NotFound): configmaps "${name}" not found\n`,
  });
  const usual: Answers = {
    'config view': JSON.stringify(CONFIG),
    'get pod ': JSON.stringify(pod),
    'get --raw': (run) => {
      const found = objects.get(nameOf(run));
      return found === undefined ? notFound(nameOf(run)) : JSON.stringify(found);
    },
    'auth can-i': '',
    'replace --raw': (run) => {
      const name = nameOf(run);
      const current = objects.get(name);
      const next = JSON.parse(run.input ?? '') as Stored;
      if (current === undefined) return notFound(name);
      if (current.metadata.uid !== next.metadata.uid) {
        return {
          stderr: `Error from server (Conflict): x: Precondition failed: UID in precondition\n`,
        };
      }
      if (current.metadata.resourceVersion !== next.metadata.resourceVersion) {
        return { stderr: 'Error from server (Conflict): the object has been modified\n' };
      }
      if (!run.args.join(' ').includes('dryRun')) put(next.kind, name, next.data, next);
      return '{}';
    },
    annotate: '',
    'get events': '{"items":[]}',
  };
  // Those of the test come first, also where they begin alike.
  const kubectl = fakeKubectl({ ...answers, ...usual, ...answers });
  const context = {
    ...window,
    reveals,
    loadCluster: async () => (given: CommandContext) => inCluster(given, () => kubectl),
  } as unknown as CommandContext;
  const commands = clusterCommands(context);
  t.after(() => reveals.dispose());
  const mount = (now: Record<string, string>, more: Partial<VolumeState> = {}): void => {
    const id = `..v${++version}`;
    const before = (window.volumes.state(DIR)?.versions ?? []).map(({ id: name }) =>
      versionOf(name, { isActive: false }),
    );
    const versions = [versionOf(id), ...before];
    window.receive(stateOf(now, { ...MOUNTED, version: id, versions, ...more }));
  };
  window.volumes.watch(DIR);
  mount(keys);
  return {
    ...window,
    reveals,
    kubectl,
    mount,
    put,
    /** The object's `data` as it is now; of a Secret decoded. */
    dataOf: (name = 'my-config'): Record<string, string> => {
      const { kind, data = {} } = objects.get(name) ?? {};
      if (kind !== 'Secret') return data;
      return Object.fromEntries(
        Object.entries(data).map(([each, text]) => [each, Buffer.from(text, 'base64').toString()]),
      );
    },
    remove: (name: string) => objects.delete(name),
    putSecret: (name: string, data: Record<string, string>) =>
      put(
        'Secret',
        name,
        Object.fromEntries(Object.entries(data).map(([each, text]) => [each, base64(text)])),
      ),
    stage: (name: string, text: string | undefined): void =>
      window.staging.stage(
        DIR,
        key(name),
        text === undefined ? undefined : bytes(Buffer.from(text)),
      ),
    run: async (
      name: string,
      node: object = { kind: 'staged', dir: DIR },
      rows?: readonly object[],
    ): Promise<void> => commands[name]?.(node, rows),
    /** The calls, without values: what they begin with. */
    calls: () =>
      kubectl.runs.map(({ args }) =>
        args
          .filter((arg) => !arg.startsWith('--'))
          .slice(0, 4)
          .join(' '),
      ),
  };
}
