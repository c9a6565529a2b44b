// A thread for the volumes of one file system: should that hang, the others' volumes are on other threads.

import { Worker } from 'node:worker_threads';
import { VolumeError } from '../../volume/failure.ts';
import type {
  LaneData,
  Message,
  Method,
  Requests,
  SearchProgress,
  SearchResult,
  WorkerSettings,
} from '../protocol/protocol.ts';
import { newPulse, PulseReader } from '../protocol/pulse.ts';
import { Batches } from './batches.ts';

/** A call that takes longer than this hangs: the slowest of disks and servers answer sooner. */
const HANGS_MS = 2_000;

export interface LaneEvents {
  /** What is no answer to a request. */
  onMessage(message: Message & { type: 'state' | 'elsewhere' }): void;
  /** The thread ended by itself. */
  onEnd(error: Error): void;
}

/** For requests that search. Where the file system hangs, the search is answered with what it has found until then. */
export interface SearchOptions {
  /** Ends the search early. With it a file system that hangs is waited for until then, without it for two seconds. */
  signal?: AbortSignal;
  onProgress?: (progress: SearchProgress) => void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  options: SearchOptions;
  /** Of a search: what it has found so far. */
  soFar?: SearchResult<unknown>;
}

export class Lane {
  readonly name: string;
  readonly #worker: Worker;
  /** Resolves when the thread has ended. */
  readonly #exit: Promise<void>;
  readonly #events: LaneEvents;
  readonly #pulse: PulseReader;
  readonly #pending = new Map<number, Pending>();
  /** A thread tells of hundreds of volumes one after the other, and Node hands over at once all that has come. */
  readonly #turns = new Batches(1);
  #hangs = false;
  #isClosed = false;
  #nextId = 1;

  constructor(script: string, name: string, settings: WorkerSettings, events: LaneEvents) {
    this.name = name;
    this.#events = events;
    const pulse = newPulse();
    this.#pulse = new PulseReader(pulse);
    const workerData: LaneData = { lane: name, pulse };
    this.#worker = new Worker(script, {
      name: `projected-volumes ${name}`,
      workerData,
      // Garbage is collected before it is much: a thread for each file system must stay small.
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    let failure: Error | undefined;
    this.#worker.on('message', (message: Message) => this.#inTurn(() => this.#receive(message)));
    this.#worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#exit = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        resolve();
        this.#inTurn(() => this.#ended(failure ?? new Error(`exit code ${code}`)));
      });
    });
    this.send('configure', settings);
  }

  /** The file system has not answered a call for two seconds. */
  get hangs(): boolean {
    return this.#hangs;
  }

  get isWaitedFor(): boolean {
    return this.#pending.size > 0;
  }

  /** To be called now and then; returns whether `hangs` has changed. */
  check(): boolean {
    const hangs = this.#pulse.stuckFor(performance.now()) > HANGS_MS;
    if (hangs === this.#hangs) return false;
    this.#hangs = hangs;
    if (hangs) {
      for (const [id, { options, soFar }] of this.#pending) {
        // A search that nobody can end has found what there is elsewhere: file systems that may hang come last.
        if (options.signal?.aborted ?? soFar !== undefined) this.#giveUp(id);
      }
    }
    return true;
  }

  /** Without waiting for an answer. */
  send<M extends Method>(method: M, params: Requests[M]['params']): void {
    this.#worker.postMessage({ id: 0, method, params });
  }

  /** @throws VolumeError for what the volume refuses, and `no-answer` while the file system hangs */
  async request<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    options: SearchOptions = {},
  ): Promise<Requests[M]['result']> {
    if (this.#hangs) throw new VolumeError({ code: 'no-answer' });
    const id = this.#nextId++;
    const { signal } = options;
    const cancel = (): void => {
      this.send('cancel', { request: id });
      if (this.#hangs) this.#giveUp(id);
    };
    try {
      return await new Promise<Requests[M]['result']>((resolve, reject) => {
        this.#pending.set(id, {
          resolve: (result) => resolve(result as Requests[M]['result']),
          reject,
          options,
        });
        this.#worker.postMessage({ id, method, params });
        if (signal?.aborted === true) cancel();
        signal?.addEventListener('abort', cancel);
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /**
   * Resolves when the thread has ended; at once where it hangs, since then it ends when its call returns. What is asked
   * still gets no answer.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const id of this.#pending.keys()) this.#refuse(id);
    if (this.#hangs) {
      void this.#worker.terminate();
      return;
    }
    // Not terminated: Node aborts the process, here the extension host, when that meets a thread as it begins a call of
    // `fs.promises`, which is what chokidar makes (`FSReqPromise::New`, then `AsyncDestCall`, in src/node_file-inl.h).
    this.send('end', {});
    await this.#exit;
  }

  /** Of a search, nothing that it has found is lost. */
  #giveUp(id: number): void {
    const soFar = this.#pending.get(id)?.soFar;
    if (soFar === undefined) this.#refuse(id);
    else this.#take(id)?.resolve(soFar);
  }

  #refuse(id: number): void {
    this.#take(id)?.reject(new VolumeError({ code: 'no-answer' }));
  }

  #inTurn(work: () => void): void {
    const turn = this.#turns.turn();
    if (turn === undefined) work();
    else void turn.then(work);
  }

  #receive(message: Message): void {
    switch (message.type) {
      case 'state':
      case 'elsewhere':
        this.#events.onMessage(message);
        return;
      case 'progress':
      case 'begun':
      case 'found':
        this.#receiveOfSearch(message);
        return;
      case 'result':
        this.#take(message.id)?.resolve(message.result);
        return;
      case 'failure':
        this.#take(message.id)?.reject(new VolumeError(message.failure));
        return;
      case 'bug':
        this.#take(message.id)?.reject(new Error(message.message));
    }
  }

  #receiveOfSearch(message: Message & { type: 'progress' | 'begun' | 'found' }): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    const { options, soFar } = pending;
    switch (message.type) {
      case 'begun':
        pending.soFar = message.result;
        return;
      case 'progress':
        if (soFar !== undefined) soFar.searched = message.progress.searched;
        options.onProgress?.(message.progress);
        return;
      case 'found':
        if (soFar === undefined) return;
        soFar.found.push(message.found);
        soFar.searched = message.searched;
        options.onProgress?.({ searched: message.searched, found: soFar.found.length });
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #ended(error: Error): void {
    if (this.#isClosed) return;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) request.reject(error);
    this.#events.onEnd(error);
  }
}
