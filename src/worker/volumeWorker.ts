// The worker's end: owns the watched volumes, so that no file system blocks the extension host.

import { parentPort } from 'node:worker_threads';
import { discoverVolumes } from '../volume/discover.ts';
import { asVolumeError, errnoOf, VolumeError } from '../volume/failure.ts';
import { nodeFileSystem } from '../volume/fileSystem.ts';
import { linkChain } from '../volume/linkChain.ts';
import { parseKeyPath } from '../volume/payload.ts';
import type { Message, Method, Request, Requests } from './protocol.ts';
import { WatchedVolume } from './watchedVolume.ts';

const volumes = new Map<string, WatchedVolume>();

const handlers: { [M in Method]: (params: Requests[M]['params']) => Requests[M]['result'] } = {
  watch: ({ dir }) => {
    if (!volumes.has(dir)) volumes.set(dir, new WatchedVolume(dir, nodeFileSystem, post));
  },
  unwatch: ({ dir }) => {
    volumes.get(dir)?.close();
    volumes.delete(dir);
  },
  refresh: ({ dir }) => volume(dir).refresh(),
  readKey: ({ dir, version, key }) => volume(dir).readKey(version, key),
  publish: ({ dir, edits }) => volume(dir).publish(edits),
  rollBack: ({ dir, version, expected }) => volume(dir).rollBack(version, expected),
  linkChain: ({ dir, key }) => linkChain(nodeFileSystem, dir, parseKeyPath(key)),
  discover: ({ roots }) => discoverVolumes(nodeFileSystem, roots),
};

function volume(dir: string): WatchedVolume {
  const watched = volumes.get(dir);
  if (watched === undefined) throw new VolumeError({ code: 'no-target-directory' });
  return watched;
}

function handle<M extends Method>(method: M, params: Requests[M]['params']): Requests[M]['result'] {
  return handlers[method](params);
}

function post(message: Message): void {
  parentPort?.postMessage(message);
}

function answer({ id, method, params }: Request): Message {
  try {
    return { type: 'result', id, result: handle(method, params) };
  } catch (error) {
    if (error instanceof VolumeError || errnoOf(error) !== undefined) {
      return { type: 'failure', id, failure: asVolumeError(error).failure };
    }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { type: 'bug', id, message };
  }
}

parentPort?.on('message', (request: Request) => post(answer(request)));
