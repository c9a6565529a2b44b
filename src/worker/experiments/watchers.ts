// The ways to watch a volume that programs use, each as it is found in the field: with its defaults.

import { type FSWatcher, watch, watchFile } from 'node:fs';
import { join } from 'node:path';
import * as chokidar from 'chokidar';
import { DATA_DIR } from '../../volume/layout.ts';
import type { WatcherId } from '../protocol/experiments.ts';
import { LinkWatcher } from '../thread/linkWatcher.ts';

/** What is there at the beginning is no event. */
const QUIET = { ignoreInitial: true };

interface Events {
  onEvent: () => void;
  onError: (error: unknown) => void;
}

/** Watches until the thread ends; resolves once the watch is on. @throws what the watcher throws */
type StartWatching = (directory: string, key: string, events: Events) => Promise<void>;

/** fs.watchFile looks every five seconds unless told otherwise; programs that use it tell it. */
const POLLING_MS = 200;

export const WATCHERS: Readonly<Record<WatcherId, StartWatching>> = {
  'fs.watch key': native((directory, key) => watch(join(directory, key))),
  'fs.watch ..data': native((directory) => watch(join(directory, DATA_DIR))),
  'fs.watch directory': native((directory) => watch(directory)),
  'fs.watch recursive': native((directory) => watch(directory, { recursive: true })),
  'chokidar key': withChokidar((directory, key) => chokidar.watch(join(directory, key), QUIET)),
  'chokidar directory': withChokidar((directory) => chokidar.watch(directory, QUIET)),
  'chokidar ..data': withChokidar((directory) => new LinkWatcher(directory, DATA_DIR), 'raw'),
  'fs.watchFile key': async (directory, key, { onEvent }) => {
    watchFile(join(directory, key), { interval: POLLING_MS }, onEvent);
  },
  'chokidar polling key': withChokidar((directory, key) =>
    chokidar.watch(join(directory, key), { ...QUIET, backend: 'polling', interval: POLLING_MS }),
  ),
};

function native(start: (directory: string, key: string) => FSWatcher): StartWatching {
  return async (directory, key, { onEvent, onError }) => {
    start(directory, key).on('change', onEvent).on('error', onError);
  };
}

/** @param raw also with events from which chokidar makes none of its own, as we do */
function withChokidar(
  start: (directory: string, key: string) => chokidar.FSWatcher,
  raw?: 'raw',
): StartWatching {
  return async (directory, key, { onEvent, onError }) => {
    const watcher = start(directory, key);
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve);
    });
    watcher.on('all', onEvent).on('error', onError);
    if (raw !== undefined) watcher.on(raw, onEvent);
  };
}
