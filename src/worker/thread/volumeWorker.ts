// The worker's end. It owns the watched volumes of one file system; if that hangs, only these volumes wait.

import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { searchVolumes } from '../../volume/places/discover.ts';
import { discoverMounted } from '../../volume/places/discoverMounted.ts';
import { asVolumeError, errnoOf, VolumeError } from '../../volume/failure.ts';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { kubeletRoots } from '../../volume/places/kubeletPath.ts';
import { withContents } from './foundVolumes.ts';
import { linkChain } from '../../volume/read/linkChain.ts';
import { parseKeyPath } from '../../volume/payload.ts';
import { placeAt } from '../../volume/places/place.ts';
import { subPathMounts } from '../../volume/places/subPath.ts';
import {
  manifestPayload,
  readManifest,
  readSecretValues,
  writeManifest,
  writeSecretValues,
} from './manifests.ts';
import { MountTable } from '../../volume/places/mountTable.ts';
import type {
  LaneData,
  Message,
  Method,
  Request,
  Requests,
  WorkerSettings,
} from '../protocol/protocol.ts';
import { pulsing } from '../protocol/pulse.ts';
import { Searches } from './searches.ts';
import { WatchedVolume } from './watchedVolume.ts';

// With these chokidar would look ten times a second instead of watching. They are somebody's wish for other tools. The
// environment of a thread is a copy: the extension host's keeps them.
delete process.env['CHOKIDAR_USEPOLLING'];
delete process.env['CHOKIDAR_INTERVAL'];

const { lane, pulse } = workerData as LaneData;
const fs = pulsing(nodeFileSystem, pulse);
const mountTable = new MountTable(fs);
const volumes = new Map<string, WatchedVolume>();
const searches = new Searches(post);

/** How often to see whether something happened without an event. */
const BACKSTOP_MS = 1_000;

setInterval(() => {
  for (const volume of volumes.values()) volume.checkWithoutEvent();
}, BACKSTOP_MS);

let settings: WorkerSettings = { historyBytes: 64e6, keepVersions: 0, warnBefore: 0 };

type Answer<M extends Method> = Requests[M]['result'];
/** `id` is that of the request, by which a search is ended early. */
type Handler<M extends Method> = (
  params: Requests[M]['params'],
  id: number,
) => Answer<M> | Promise<Answer<M>>;

const handlers: { [M in Method]: Handler<M> } = {
  end: () => process.exit(),
  configure: (params) => {
    settings = params;
    for (const volume of volumes.values()) volume.configure(settings);
  },
  watch: (params) => {
    const watched = volumes.get(params.dir);
    if (watched !== undefined) {
      watched.overrule(params.overrule);
      return;
    }
    const volume = new WatchedVolume({ ...params, lane, fs, mountTable, settings, post });
    volumes.set(params.dir, volume);
    volume.start();
  },
  unwatch: ({ dir }) => {
    volumes.get(dir)?.close();
    volumes.delete(dir);
  },
  refresh: ({ dir }) => volume(dir).refresh(),
  statKey: ({ dir, version, key }) => volume(dir).contents.statKey(version, key),
  listVersion: ({ dir, version }) => volume(dir).contents.listVersion(version),
  readKey: ({ dir, version, key }) => volume(dir).contents.readKey(version, key),
  bundleChange: ({ dir, before, after, key }) =>
    volume(dir).contents.bundleChange(before, after, key),
  publish: ({ dir, edits }) => volume(dir).writer.publish(edits),
  rollBack: ({ dir, version, expected }) => volume(dir).writer.rollBack(version, expected),
  planRepair: ({ dir, problem }) => volume(dir).writer.planRepair(problem),
  repair: ({ dir, plan }) => volume(dir).writer.repair(plan),
  holdUpdate: async (params) => {
    const { HeldUpdate } = await loadHeldUpdate();
    const { holding } = volume(params.dir);
    holding.checkFree();
    return holding.hold(new HeldUpdate(fs, params, settings.keepVersions));
  },
  stepUpdate: ({ dir }) => volume(dir).holding.step(),
  lookAtUpdate: ({ dir }) => {
    const watched = volume(dir);
    return watched.holding.look((key, data) => watched.isHidden(key, data));
  },
  endUpdate: ({ dir, how }) => volume(dir).holding.end(how),
  readPath: async ({ dir, path }) => {
    const { readPath } = await loadHeldUpdate();
    const watched = volume(dir);
    return readPath(fs, dir, path, (key, data) => watched.isHidden(key, data));
  },
  readManifest,
  manifestPayload,
  readSecretValues,
  writeSecretValues,
  writeManifest: (params) => writeManifest(params, volume(params.dir).contents.activeFiles()),
  lookAtPlace: ({ path }) => placeAt(fs, path),
  onDisk: ({ dir }) => volume(dir).onDisk(),
  statEntry: ({ dir, name }) => fs.lstat(join(dir, name)),
  linkChain: ({ dir, key }) => linkChain(fs, dir, parseKeyPath(key)),
  discover: ({ roots }, id) => searches.run(id, searchVolumes(fs, roots), {}),
  discoverMounted: (places, id) => {
    const mounts = mountTable.now();
    const around = { subPaths: subPathMounts(mounts), kubeletRoots: kubeletRoots(mounts) };
    return searches.run(id, withContents(fs, discoverMounted(fs, mounts, places)), around);
  },
  cancel: ({ request }) => searches.cancel(request),
};

/** Few windows ever step through an update. */
async function loadHeldUpdate() {
  return import('./heldUpdate.ts');
}

function volume(dir: string): WatchedVolume {
  const watched = volumes.get(dir);
  if (watched === undefined) throw new VolumeError({ code: 'no-target-directory' });
  // Another file system has just been mounted there: the next request goes to that one's thread.
  if (watched.leaveIfMoved()) throw new VolumeError({ code: 'busy' });
  return watched;
}

function handle<M extends Method>(id: number, method: M, params: Requests[M]['params']) {
  return handlers[method](params, id);
}

function post(message: Message): void {
  if (message.type === 'elsewhere') volumes.delete(message.dir);
  parentPort?.postMessage(message);
}

async function answer({ id, method, params }: Request): Promise<Message> {
  try {
    return { type: 'result', id, result: await handle(id, method, params) };
  } catch (error) {
    if (error instanceof VolumeError || errnoOf(error) !== undefined) {
      return { type: 'failure', id, failure: asVolumeError(error).failure };
    }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { type: 'bug', id, message };
  }
}

parentPort?.on('message', (request: Request) => {
  void answer(request).then(post);
});
