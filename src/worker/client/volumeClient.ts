// The extension host's end: a typed proxy of the workers. Knows nothing of VS Code, and waits for no file system.

import { VolumeError } from '../../volume/failure.ts';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { fileSystemOf } from '../../volume/places/mounts.ts';
import { Lane, type SearchOptions } from './lane.ts';
import { MountTable } from '../../volume/places/mountTable.ts';
import { UNREAD } from '../../volume/credentials/secrecy.ts';
import type { Message, Method, Requests, WorkerSettings } from '../protocol/protocol.ts';
import { NO_ANSWER, type VolumeState } from '../protocol/state.ts';
import { StateReceiver } from '../protocol/stateMessages.ts';

export interface ClientEvents {
  onState(state: VolumeState): void;
  /** A worker ended by itself; it is started again with the next request for one of its volumes. */
  onCrash(error: Error): void;
}

/** How often to see whether a file system hangs: two reads of memory. */
const CHECK_MS = 500;
/** The lane of what belongs to no volume ends when nothing has been asked of it for so long. */
const IDLE_MS = 10_000;
/** Its name: searches, which may meet any file system, and manifests. */
const NO_VOLUME = 'no volume';

interface Watched {
  params: Requests['watch']['params'];
  lane: string;
  receiver: StateReceiver;
  state: VolumeState | undefined;
}

export class VolumeClient {
  readonly #script: string;
  readonly #settings: () => WorkerSettings;
  readonly #events: ClientEvents;
  readonly #laneOf: (dir: string) => string;
  readonly #volumes = new Map<string, Watched>();
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that hang, for which there is another of the same name; closed when nothing waits for them. */
  readonly #abandoned = new Set<Lane>();
  readonly #check: NodeJS.Timeout;
  #isDisposed = false;
  #idle: NodeJS.Timeout | undefined;

  /**
   * @param script path of the bundled worker, which starts with the first request
   * @param laneOf which volumes share a thread: those of one file system, unless given
   */
  constructor(
    script: string,
    settings: () => WorkerSettings,
    events: ClientEvents,
    laneOf: (dir: string) => string = laneByFileSystem(),
  ) {
    this.#script = script;
    this.#settings = settings;
    this.#events = events;
    this.#laneOf = laneOf;
    this.#check = setInterval(() => this.#checkLanes(), CHECK_MS).unref();
  }

  /** Tells the workers that run of the settings as they are now; one that starts asks for them. */
  configure(): void {
    for (const lane of this.#lanes.values()) lane.send('configure', this.#settings());
  }

  /** @throws VolumeError for what the volume refuses, and `no-answer` while its file system hangs */
  async request<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    options: SearchOptions = {},
  ): Promise<Requests[M]['result']> {
    const asked = { method, params } as Asked;
    if (asked.method === 'watch') return this.#watch(asked.params);
    if (asked.method === 'unwatch') return this.#unwatch(asked.params.dir);
    const dir = 'dir' in asked.params ? asked.params.dir : undefined;
    const lane = this.#lane(dir === undefined ? NO_VOLUME : this.#laneOfWatched(dir));
    try {
      return await lane.request(method, params, options);
    } finally {
      if (this.#abandoned.has(lane)) this.#abandon(lane);
      else if (dir === undefined) this.#endWhenIdle();
      else this.#endWithoutVolumes(lane);
    }
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    clearInterval(this.#check);
    clearTimeout(this.#idle);
    const lanes = [...this.#lanes.values(), ...this.#abandoned];
    // What a thread has told of a volume still arrives, also that it moves to another.
    this.#volumes.clear();
    this.#lanes.clear();
    this.#abandoned.clear();
    await Promise.all(lanes.map((lane) => lane.close()));
  }

  async #watch(params: Watched['params']): Promise<void> {
    const { dir } = params;
    const lane = this.#lane(this.#laneOfWatched(dir));
    const known = this.#volumes.get(dir);
    if (known !== undefined) known.params = params;
    else {
      const receiver = new StateReceiver();
      this.#volumes.set(dir, { params, lane: lane.name, receiver, state: undefined });
    }
    if (lane.hangs) {
      // Whenever it answers again; until then there is nothing but that to tell.
      lane.send('watch', params);
      this.#tell(dir);
      return;
    }
    try {
      await lane.request('watch', params);
    } finally {
      this.#endWithoutVolumes(lane); // taken out of the view while it was waited for
    }
  }

  #unwatch(dir: string): void {
    const lane = this.#lanes.get(this.#laneOfWatched(dir));
    this.#volumes.delete(dir);
    lane?.send('unwatch', { dir });
    this.#endWithoutVolumes(lane);
  }

  #laneOfWatched(dir: string): string {
    return this.#volumes.get(dir)?.lane ?? this.#laneOf(dir);
  }

  /** @throws VolumeError `no-answer` when it has been disposed of: a thread that began then would never end */
  #lane(name: string): Lane {
    if (this.#isDisposed) throw new VolumeError({ code: 'no-answer' });
    const running = this.#lanes.get(name);
    // Another search need not wait for what one has met.
    if (running !== undefined && !(running.hangs && name === NO_VOLUME)) return running;
    if (running !== undefined) this.#abandon(running);
    const lane = new Lane(this.#script, name, this.#settings(), {
      onMessage: (message) => this.#receive(lane, message),
      onEnd: (error) => this.#ended(lane, error),
    });
    this.#lanes.set(name, lane);
    // One that is started again watches the same volumes, and hides the same values.
    for (const volume of this.#volumes.values()) {
      if (volume.lane !== name) continue;
      volume.receiver = new StateReceiver();
      lane.send('watch', volume.params);
    }
    return lane;
  }

  #receive(lane: Lane, message: Message & { type: 'state' | 'elsewhere' }): void {
    const dir = message.type === 'state' ? message.state.dir : message.dir;
    const volume = this.#volumes.get(dir);
    // No longer watched, or elsewhere already, or told by a thread as it ended.
    if (volume?.lane !== lane.name || this.#lanes.get(lane.name) !== lane) return;
    if (message.type === 'state') {
      const state = volume.receiver.receive(message.state);
      if (state === undefined) return;
      volume.state = state;
      // A lane that hung until now tells of all its volumes; else only this one has changed.
      if (!this.#checkLane(lane)) this.#tell(dir);
      return;
    }
    const next = this.#lane(message.lane);
    volume.lane = next.name;
    volume.receiver = new StateReceiver();
    next.send('watch', { ...volume.params, carried: message.carried });
    if (next.hangs) this.#tell(dir);
    this.#endWithoutVolumes(lane);
  }

  #checkLanes(): void {
    for (const lane of this.#lanes.values()) this.#checkLane(lane);
  }

  #checkLane(lane: Lane): boolean {
    if (!lane.check()) return false;
    for (const [dir, volume] of this.#volumes) if (volume.lane === lane.name) this.#tell(dir);
    return true;
  }

  /** The latest state, and whether it is no more than that. */
  #tell(dir: string): void {
    const volume = this.#volumes.get(dir);
    if (volume === undefined) return;
    const { state, lane } = volume;
    if (this.#lanes.get(lane)?.hangs === true) {
      this.#events.onState({ ...(state ?? nothingKnown(dir)), hangs: true });
    } else if (state !== undefined) this.#events.onState(state);
  }

  #abandon(lane: Lane): void {
    this.#abandoned.add(lane);
    if (lane.isWaitedFor) return;
    this.#abandoned.delete(lane);
    void lane.close();
  }

  #endWithoutVolumes(lane: Lane | undefined): void {
    if (lane === undefined || lane.isWaitedFor || this.#lanes.get(lane.name) !== lane) return;
    if ([...this.#volumes.values()].some((volume) => volume.lane === lane.name)) return;
    this.#lanes.delete(lane.name);
    void lane.close();
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    const end = (): void => this.#endWithoutVolumes(this.#lanes.get(NO_VOLUME));
    this.#idle = setTimeout(end, IDLE_MS).unref();
  }

  #ended(lane: Lane, error: Error): void {
    if (this.#lanes.get(lane.name) === lane) this.#lanes.delete(lane.name);
    this.#events.onCrash(error);
  }
}

type Asked = { [M in Method]: { method: M; params: Requests[M]['params'] } }[Method];

function laneByFileSystem(): (dir: string) => string {
  const table = new MountTable(nodeFileSystem);
  return (dir) => fileSystemOf(table.recent(), dir);
}

function nothingKnown(dir: string): VolumeState {
  return {
    dir,
    access: 'unknown',
    origin: { kind: 'unknown' },
    layout: { form: 'none' },
    secrecy: UNREAD,
    active: { state: 'unreadable', errno: NO_ANSWER },
    versions: [],
    problems: [],
    warnings: [],
    disk: 0,
  };
}
