// The volumes of this window: which there are, their latest states, and what can be asked of them.

import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { SecrecyOverrule } from '../../volume/credentials/secrecy.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { VolumeClient } from '../../worker/client/volumeClient.ts';
import { discoversByItself, SECTION, workerSettings } from './settings.ts';

export interface VolumeChange {
  dir: string;
  before: VolumeState | undefined;
  after: VolumeState;
}

/** Workspace state: directories that were added by hand, and found ones that were removed from the view. */
const ADDED = 'volumes.added';
const HIDDEN = 'volumes.hidden';
/** Workspace state: what is mounted has been looked for. */
const DISCOVERED = 'volumes.discovered';
/** Workspace state: what the person said of volumes, by directory. */
const OVERRULES = 'volumes.overrules';

export class Volumes implements vscode.Disposable {
  readonly client: VolumeClient;
  readonly #memento: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #dirs = new Set<string>();
  readonly #states = new Map<string, VolumeState>();
  readonly #listener: vscode.Disposable;
  #lastCrash = 0;
  readonly #changed = new vscode.EventEmitter<VolumeChange>();
  readonly #listChanged = new vscode.EventEmitter<void>();
  /** Settles when the volumes below the workspace folders have been looked for once. */
  #discovered: Promise<void> = Promise.resolve();

  readonly onDidChange = this.#changed.event;
  /** A volume was added or removed. */
  readonly onDidChangeList = this.#listChanged.event;

  constructor(script: string, memento: vscode.Memento, log: vscode.LogOutputChannel) {
    this.#memento = memento;
    this.#log = log;
    this.client = new VolumeClient(script, workerSettings, {
      onState: (state) => this.#receive(state),
      onCrash: (error) => this.#recover(error),
    });
    this.#listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) this.client.configure();
    });
  }

  /** Starts the worker again, unless it has just been: what ends it at once would do so for ever. */
  #recover(cause: Error): void {
    const isFirst = Date.now() - this.#lastCrash > 60_000;
    this.#lastCrash = Date.now();
    this.#log.error('The worker ended.', cause.stack ?? cause.message);
    if (isFirst) {
      void this.#refreshOrLog();
    } else {
      const message =
        'Projected Volumes stopped watching after an unexpected error. Refresh starts it again.';
      void vscode.window.showErrorMessage(vscode.l10n.t(message));
    }
  }

  async #refreshOrLog(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.#log.error('Starting the worker again failed.', String(error));
    }
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
    this.#listChanged.dispose();
    void this.client.dispose();
  }

  /** Takes up the remembered volumes and looks for those below the workspace folders, once activation is over. */
  start(): void {
    this.#discovered = this.#begin();
  }

  async #begin(): Promise<void> {
    // Starting the worker would take longer than all the rest of activation.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    for (const dir of this.#remembered(ADDED)) this.#watch(dir);
    await this.discover();
    await this.#discoverMounted();
  }

  /** Once for each workspace: shows what is mounted in this container. A node's many pods are left to the command. */
  async #discoverMounted(): Promise<void> {
    if (!discoversByItself() || this.#memento.get(DISCOVERED) === true) return;
    try {
      const places = { workspaceRoots: [], extraRoots: [] };
      const { found } = await this.client.request('discoverMounted', places);
      const hidden = new Set(this.#remembered(HIDDEN));
      for (const { dir, place } of found) {
        if (place.in === 'container' && !hidden.has(dir)) await this.add(dir);
      }
      await this.#memento.update(DISCOVERED, true);
    } catch (error) {
      this.#log.error('Looking for mounted volumes failed.', String(error));
    }
  }

  /** Sorted by path. */
  get dirs(): string[] {
    return [...this.#dirs].sort();
  }

  /** Undefined until the first look at it is done. */
  state(dir: string): VolumeState | undefined {
    return this.#states.get(dir);
  }

  /** The state once there is one; undefined when the directory is not among the volumes. */
  async whenKnown(dir: string): Promise<VolumeState | undefined> {
    const known = this.#states.get(dir);
    if (known !== undefined || !this.#dirs.has(dir)) return known;
    return new Promise((done) => {
      const listeners = vscode.Disposable.from(
        this.onDidChange(({ dir: changed, after }) => {
          if (changed === dir) finish(after);
        }),
        this.onDidChangeList(() => {
          if (!this.#dirs.has(dir)) finish(undefined);
        }),
      );
      const finish = (state: VolumeState | undefined): void => {
        listeners.dispose();
        done(state);
      };
    });
  }

  /** The volume that a path is in, with the path below it; a volume within another wins. */
  async resolve(path: string): Promise<{ dir: string; key: string } | undefined> {
    return this.#resolveNow(path) ?? (await this.#discovered.then(() => this.#resolveNow(path)));
  }

  /** The volume that is shown here and that the path is, or is in. */
  volumeOf(path: string): string | undefined {
    return this.#resolveNow(path)?.dir;
  }

  #resolveNow(path: string): { dir: string; key: string } | undefined {
    const dir = [...this.#dirs]
      .filter((candidate) => path === candidate || path.startsWith(`${candidate}/`))
      .sort((a, b) => b.length - a.length)[0];
    return dir === undefined ? undefined : { dir, key: path.slice(dir.length + 1) };
  }

  async add(path: string): Promise<string> {
    const dir = resolve(path);
    await this.#remember(ADDED, (dirs) => [...dirs.filter((each) => each !== dir), dir]);
    await this.#remember(HIDDEN, (dirs) => dirs.filter((each) => each !== dir));
    this.#watch(dir);
    return dir;
  }

  /** Takes it out of the view; nothing on disk changes. */
  async remove(dir: string): Promise<void> {
    await this.#remember(ADDED, (dirs) => dirs.filter((each) => each !== dir));
    await this.#remember(HIDDEN, (dirs) => [...dirs.filter((each) => each !== dir), dir]);
    this.#dirs.delete(dir);
    this.#states.delete(dir);
    this.#listChanged.fire();
    await this.client.request('unwatch', { dir });
  }

  async refresh(dir?: string): Promise<void> {
    const dirs = dir === undefined ? this.dirs : [dir];
    await Promise.all(dirs.map((each) => this.client.request('refresh', { dir: each })));
    if (dir === undefined) await this.discover();
  }

  /** Finds volumes below the workspace folders, or below these directories. */
  async discover(roots = workspaceRoots()): Promise<void> {
    if (roots.length === 0) return;
    try {
      const hidden = new Set(this.#remembered(HIDDEN));
      for (const dir of await this.client.request('discover', { roots })) {
        if (!hidden.has(dir)) this.#watch(dir);
      }
    } catch (error) {
      this.#log.error('Looking for volumes below the workspace folders failed.', String(error));
    }
  }

  #watch(dir: string): void {
    if (this.#dirs.has(dir)) return;
    this.#dirs.add(dir);
    this.#listChanged.fire();
    void this.#watchAs(dir);
  }

  async #watchAs(dir: string): Promise<void> {
    const overrule = this.#overrules()[dir];
    try {
      await this.client.request('watch', { dir, ...(overrule !== undefined && { overrule }) });
    } catch (error) {
      this.#log.error(`${dir}: cannot be watched.`, String(error));
    }
  }

  /** Says whether a volume's values are to be hidden, whatever it looks like; undefined leaves it to its looks. */
  async overrule(dir: string, overrule: SecrecyOverrule | undefined): Promise<void> {
    const { [dir]: _, ...others } = this.#overrules();
    const overrules = overrule === undefined ? others : { ...others, [dir]: overrule };
    await this.#memento.update(OVERRULES, overrules);
    if (this.#dirs.has(dir)) await this.#watchAs(dir);
  }

  #overrules(): Record<string, SecrecyOverrule> {
    return this.#memento.get(OVERRULES, {});
  }

  #receive(after: VolumeState): void {
    const { dir, active } = after;
    if (!this.#dirs.has(dir)) return; // removed while the message was on its way
    const before = this.#states.get(dir);
    this.#states.set(dir, after);
    if (before?.active.state !== active.state || versionOf(before) !== versionOf(after)) {
      this.#log.info(`${dir}: ${active.state} ${versionOf(after) ?? ''}`.trim());
    }
    if (before?.polling !== after.polling) this.#logPolling(after);
    if (before?.hangs !== after.hangs) {
      this.#log.warn(
        `${dir}: the file system ${after.hangs ? 'does not answer' : 'answers again'}`,
      );
    }
    this.#changed.fire({ dir, before, after });
  }

  #logPolling({ dir, polling }: VolumeState): void {
    if (polling === undefined) this.#log.info(`${dir}: there are file events again`);
    else this.#log.warn(`${dir}: no file events (${polling}); looking every second instead`);
  }

  #remembered(key: string): string[] {
    return this.#memento.get<string[]>(key, []);
  }

  async #remember(key: string, change: (dirs: string[]) => string[]): Promise<void> {
    await this.#memento.update(key, change(this.#remembered(key)));
  }
}

/** The name of the active version, when it could be read. */
function versionOf(state: VolumeState): string | undefined {
  return state.active.state === 'read' ? state.active.version : undefined;
}

/** What `..data` is seen to point to, for a publish over just that; '' where there is no `..data`. */
export function expectedVersion({ active }: VolumeState): string {
  if ('version' in active) return active.version;
  return 'target' in active ? active.target : '';
}

export function workspaceRoots(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}
