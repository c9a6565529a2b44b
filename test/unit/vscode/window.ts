// A window in plain Node: the volumes, what is staged of them and the publisher, with a fake worker and storage.

import { NOTHING_SECRET, type Secrecy } from '../../../src/volume/credentials/secrecy.ts';
import type { TestContext } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import { nodeFileSystem } from '../../../src/volume/fileSystem.ts';
import { placeAt } from '../../../src/volume/places/place.ts';
import type { Fingerprint, KeyPath } from '../../../src/volume/payload.ts';
import { digestOf } from '../../../src/volume/read/snapshot.ts';
import type { ClientEvents } from '../../../src/worker/client/volumeClient.ts';
import type { Published, Requests } from '../../../src/worker/protocol/protocol.ts';
import type { VersionInfo, VolumeState } from '../../../src/worker/protocol/state.ts';
import type { FileSystemProvider } from 'vscode';
import { dragAndDrop } from '../../../src/vscode/tree/dragAndDrop.ts';
import { createView } from '../../../src/vscode/tree/lateView.ts';
import { VolumeTree } from '../../../src/vscode/tree/treeProvider.ts';
import { registerVolumeTree } from '../../../src/vscode/tree/volumeTree.ts';
import { Publisher } from '../../../src/vscode/editing/publisher.ts';
import { Staging } from '../../../src/vscode/editing/staging.ts';
import { ClusterNotes } from '../../../src/vscode/volumes/clusterNotes.ts';
import { RememberedVolumes } from '../../../src/vscode/volumes/remembered.ts';
import { type Client, Volumes } from '../../../src/vscode/volumes/volumes.ts';
import {
  executed,
  person,
  shownFiles,
  shownTree,
  window as vscodeWindow,
  workspace,
} from '../../shared/vscode.ts';
import { storageOf } from './editing/storageOf.ts';

export const DIR = '/etc/config';

type Answers = { [M in keyof Requests]?: (params: Requests[M]['params']) => unknown };

/** Everything that a reload keeps is in `storage`: pass it on to the next window. */
export function openWindow(t: TestContext, storage = storageOf()) {
  person.reset();
  executed.length = 0;
  workspace.textDocuments = [];
  vscodeWindow.tabGroups.all = [];
  vscodeWindow.tabGroups.activeTabGroup = {};
  workspace.settings.clear();
  workspace.files.clear();
  const logged: string[] = [];
  const log = Object.fromEntries(
    ['info', 'warn', 'error', 'show'].map((name) => [
      name,
      (...words: string[]) => logged.push(words.join(' ')),
    ]),
  ) as unknown as LogOutputChannel;
  const asked: [method: string, params: unknown][] = [];
  /** What the worker answers: what is at a path truly, else nothing unless given. */
  const answers: Answers = { lookAtPlace: ({ path }) => placeAt(nodeFileSystem, path) };
  let events: ClientEvents | undefined;
  const client = {
    request: async (method: keyof Requests, params: never) => {
      asked.push([method, params]);
      return answers[method]?.(params);
    },
    configure: () => {},
    dispose: async () => {},
  } as Client;
  const remembered = new RememberedVolumes(storage.memento);
  const connect = (given: ClientEvents): Client => {
    events = given;
    return client;
  };
  const volumes = new Volumes(connect, remembered, log);
  const staging = new Staging(volumes, storage.reload(), log);
  const publisher = new Publisher(volumes, staging, log);
  const notes = new ClusterNotes();
  const subscriptions: { dispose(): unknown }[] = [];
  t.after(() => {
    for (const each of subscriptions) each.dispose();
    notes.dispose();
    publisher.dispose();
    staging.dispose();
    volumes.dispose();
  });
  return {
    storage,
    memento: storage.memento,
    volumes,
    remembered,
    staging,
    publisher,
    notes,
    subscriptions,
    log,
    logged,
    answers,
    asked: (method: keyof Requests) => asked.filter(([each]) => each === method),
    receive: (state: VolumeState): void => events?.onState(state),
  };
}

/** A volume of which every key is secret. */
export const SECRET: Secrecy = { ...NOTHING_SECRET, all: 'kind' };

export type Window = ReturnType<typeof openWindow>;

/** A volume's state, of key → text; `version` is the name and the id of the active one. */
export function stateOf(
  keys: Record<string, string>,
  { dir = DIR, version = '..v1', ...more }: Partial<VolumeState> & { version?: string } = {},
): VolumeState {
  return {
    dir,
    access: 'writable',
    origin: { kind: 'unknown' },
    layout: { form: 'none' },
    active: {
      state: 'read',
      version,
      writtenAt: 1,
      keys: Object.entries(keys).map(([name, text]) => {
        const { digest, mode } = printOf(text);
        return { key: name, size: text.length, isText: true, digest, mode };
      }),
    },
    versions: [versionOf(version)],
    problems: [],
    warnings: [],
    disk: 0,
    secrecy: NOTHING_SECRET,
    ...more,
  };
}

export function versionOf(name: string, more: Partial<VersionInfo> = {}): VersionInfo {
  const info = { id: name, name, writtenAt: 1, isOnDisk: true, isKept: true, changes: undefined };
  return { ...info, isActive: true, ...more };
}

export function printOf(text: string): Fingerprint {
  return { digest: digestOf(Buffer.from(text)), mode: 0o644 };
}

export const PUBLISHED: Published = {
  changed: true,
  timestampDir: '..v2',
  previous: '..v1',
  steps: [],
  readBack: { state: 'same' },
};

export function key(name: string): KeyPath {
  return name as KeyPath;
}

/** Everything that is waiting for a promise has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** A promise that settles when the test says so; Node 20 has no `Promise.withResolvers`. */
export function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** The view of a window. Its rows are asked for without the way that they load by. */
export function showRows(
  volumes: Volumes,
  staging: Staging,
  notes: ClusterNotes,
): { dispose(): unknown } {
  const tree = new VolumeTree(volumes, staging, notes);
  const rows = { tree, dragAndDrop: dragAndDrop(staging) };
  const view = createView(async () => rows);
  shownTree.provider = tree;
  return registerVolumeTree(view, tree, volumes, staging);
}

/** What VS Code asks for documents, without the way that it loads by. */
export function serve<T extends FileSystemProvider>(files: T): T {
  shownFiles.provider = files;
  return files;
}
