// The extension host's end: a typed proxy of the worker. Knows nothing of VS Code.

import { Worker } from 'node:worker_threads';
import { VolumeError } from '../volume/failure.ts';
import type {
  Message,
  Method,
  Requests,
  SearchProgress,
  VolumeState,
  WorkerSettings,
} from './protocol.ts';

export interface ClientEvents {
  onState(state: VolumeState): void;
  /** Where the file system gives no events, changes show up to two seconds late. */
  onPolling(dir: string, reason: string): void;
  /** The worker ended by itself; it is started again with the next request. */
  onCrash(error: Error): void;
}

/** For requests that search. */
export interface SearchOptions {
  /** Ends the search early; its answer is what it has found until then. */
  signal?: AbortSignal;
  onProgress?: (progress: SearchProgress) => void;
}

type Asked = { [M in Method]: { method: M; params: Requests[M]['params'] } }[Method];

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  onProgress: SearchOptions['onProgress'];
}

export class VolumeClient {
  readonly #script: string;
  readonly #events: ClientEvents;
  readonly #pending = new Map<number, Pending>();
  readonly #watched = new Map<string, Requests['watch']['params']>();
  readonly #settings: () => WorkerSettings;
  #worker: Worker | undefined;
  #nextId = 1;

  /** @param script path of the bundled worker, which starts with the first request */
  constructor(script: string, settings: () => WorkerSettings, events: ClientEvents) {
    this.#script = script;
    this.#settings = settings;
    this.#events = events;
  }

  /** Tells a worker that runs of the settings as they are now; one that starts asks for them. */
  async configure(): Promise<void> {
    if (this.#worker !== undefined) await this.request('configure', this.#settings());
  }

  /** @throws VolumeError for what the volume refuses */
  async request<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    { signal, onProgress }: SearchOptions = {},
  ): Promise<Requests[M]['result']> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    this.#rememberWatched({ method, params } as Asked);
    const cancel = (): void => {
      worker.postMessage({ id: 0, method: 'cancel', params: { request: id } });
    };
    try {
      return await new Promise<Requests[M]['result']>((resolve, reject) => {
        this.#pending.set(id, {
          resolve: (result) => resolve(result as Requests[M]['result']),
          reject,
          onProgress,
        });
        worker.postMessage({ id, method, params });
        if (signal?.aborted === true) cancel();
        signal?.addEventListener('abort', cancel);
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** A worker that is started again watches the same volumes, and hides the same values. */
  #rememberWatched({ method, params }: Asked): void {
    if (method === 'watch') this.#watched.set(params.dir, params);
    if (method === 'unwatch') this.#watched.delete(params.dir);
  }

  async dispose(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners('exit');
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { name: 'projected-volumes' });
    let failure: Error | undefined;
    worker.on('message', (message: Message) => this.#receive(message));
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => this.#ended(failure ?? new Error(`exit code ${code}`)));
    worker.postMessage({ id: 0, method: 'configure', params: this.#settings() });
    for (const params of this.#watched.values()) {
      worker.postMessage({ id: 0, method: 'watch', params });
    }
    return worker;
  }

  #receive(message: Message): void {
    switch (message.type) {
      case 'state':
        this.#events.onState(message.state);
        return;
      case 'polling':
        this.#events.onPolling(message.dir, message.reason);
        return;
      case 'progress':
        this.#pending.get(message.id)?.onProgress?.(message.progress);
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

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #ended(error: Error): void {
    this.#worker = undefined;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) request.reject(error);
    this.#events.onCrash(error);
  }
}
