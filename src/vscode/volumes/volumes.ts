// The volumes of this window: their latest states, and what can be asked of them.

import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { showError } from '../explain/messages.ts';
import type { SecrecyOverrule } from '../../volume/credentials/secrecy.ts';
import { Batches } from '../../worker/client/batches.ts';
import type { ClientEvents, VolumeClient } from '../../worker/client/volumeClient.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { logChange } from './logChange.ts';
import type { RememberedVolumes } from './remembered.ts';
import { VolumePaths } from './volumePaths.ts';

export interface VolumeChange {
  dir: string;
  before: VolumeState | undefined;
  after: VolumeState;
}

/** A batch takes a few milliseconds: where each volume is has to be looked up. */
const WATCHED_AT_ONCE = 10;

/** As much of the proxy of the workers as the window needs. */
export type Client = Pick<VolumeClient, 'request' | 'configure' | 'dispose'>;

/** A volume, what is staged of it, or one of its keys. */
type PointedTo =
  { kind: 'volume' | 'staged'; dir: string } | { kind: 'key'; dir: string; key: string };

export class Volumes implements vscode.Disposable {
  readonly client: Client;
  readonly #remembered: RememberedVolumes;
  readonly #log: vscode.LogOutputChannel;
  readonly #dirs = new Set<string>();
  /** A node has hundreds, and every row asks. */
  #sorted: readonly string[] | undefined;
  #paths: VolumePaths | undefined;
  readonly #states = new Map<string, VolumeState>();
  readonly #turns = new Batches(WATCHED_AT_ONCE);
  #lastCrash = -Infinity;
  #find: () => Promise<void> = async () => {};
  #begun: Promise<void> | undefined;
  /** The rows that are selected in the view, which sets them. */
  selection: readonly { dir: string }[] = [];
  readonly #changed = new vscode.EventEmitter<VolumeChange>();
  readonly #listChanged = new vscode.EventEmitter<void>();

  readonly #pointedTo = new vscode.EventEmitter<PointedTo>();

  readonly onDidChange = this.#changed.event;
  /** A volume was added or removed. */
  readonly onDidChangeList = this.#listChanged.event;
  /** Whose row is to be selected. */
  readonly onDidPointTo = this.#pointedTo.event;

  constructor(
    connect: (events: ClientEvents) => Client,
    remembered: RememberedVolumes,
    log: vscode.LogOutputChannel,
  ) {
    this.#remembered = remembered;
    this.#log = log;
    this.client = connect({
      onState: (state) => this.#receive(state),
      onCrash: (error) => this.#recover(error),
    });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#listChanged.dispose();
    this.#pointedTo.dispose();
    void this.client.dispose();
  }

  /** Sorted by path. */
  get dirs(): readonly string[] {
    this.#sorted ??= [...this.#dirs].sort();
    return this.#sorted;
  }

  /** Whether the volume is shown. */
  has(dir: string): boolean {
    return this.#dirs.has(dir);
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

  /** How volumes are found, once they are needed. */
  beginWith(find: () => Promise<void>): void {
    this.#find = find;
  }

  /** For whoever needs volumes: finds them, the first time. Settles when those below the workspace folders are found. */
  async begin(): Promise<void> {
    this.#begun ??= this.#find();
    return this.#begun;
  }

  /** The volume that a path is in, with the path below it; a volume within another wins. */
  async resolve(path: string): Promise<{ dir: string; key: string } | undefined> {
    return this.find(path) ?? (await this.begin().then(() => this.find(path)));
  }

  /** The volume that is shown here and that the path is, or is in. */
  volumeOf(path: string): string | undefined {
    return this.find(path)?.dir;
  }

  /** The volume that is shown here and holds the path, with the path below it; a volume within another wins. */
  find(path: string): { dir: string; key: string } | undefined {
    this.#paths ??= new VolumePaths(this.dirs);
    return this.#paths.find(path);
  }

  /** Shows the volume from now on, also in the next window of this workspace. Returns its directory. */
  async add(path: string): Promise<string> {
    const dir = resolve(path);
    await this.#remembered.add(dir);
    this.watch(dir);
    return dir;
  }

  /** Selects the row of the volume or of a key of it, so that what was made is found. */
  pointTo(dir: string, key?: string): void {
    this.#pointedTo.fire(key === undefined ? { kind: 'volume', dir } : { kind: 'key', dir, key });
  }

  pointToStaged(dir: string): void {
    this.#pointedTo.fire({ kind: 'staged', dir });
  }

  /** Takes it out of the view; nothing on disk changes. */
  async remove(dir: string): Promise<void> {
    await this.#remembered.hide(dir);
    await this.unwatch(dir);
  }

  /** Takes it out of the view until it is found again. */
  async unwatch(dir: string): Promise<void> {
    this.#dirs.delete(dir);
    this.#states.delete(dir);
    this.#tellList();
    await this.client.request('unwatch', { dir });
  }

  async refresh(dir: string): Promise<void> {
    await this.client.request('refresh', { dir });
  }

  /** Refreshes every volume. Returns those that could not be, and why. */
  async refreshAll(): Promise<{ dir: string; error: unknown }[]> {
    const failed: { dir: string; error: unknown }[] = [];
    await Promise.all(
      this.dirs.map(async (dir) => {
        try {
          await this.refresh(dir);
        } catch (error) {
          failed.push({ dir, error });
        }
      }),
    );
    return failed;
  }

  /** Shows the volumes in this window. */
  watch(...dirs: readonly string[]): void {
    const added = dirs.filter((dir) => !this.#dirs.has(dir));
    if (added.length === 0) return;
    for (const dir of added) this.#dirs.add(dir);
    this.#tellList();
    for (const dir of added) void this.#watchInTurn(dir);
  }

  async #watchInTurn(dir: string): Promise<void> {
    const turn = this.#turns.turn();
    if (turn !== undefined) await turn;
    // It may have been removed while others had their turn.
    if (this.#dirs.has(dir)) await this.#watchAs(dir);
  }

  #tellList(): void {
    this.#sorted = undefined;
    this.#paths = undefined;
    this.#listChanged.fire();
  }

  async #watchAs(dir: string): Promise<void> {
    const overrule = this.#remembered.overruleOf(dir);
    try {
      await this.client.request('watch', { dir, ...(overrule !== undefined && { overrule }) });
    } catch (error) {
      this.#log.error(`${dir}: cannot be watched.`, String(error));
    }
  }

  /** Says whether a volume's values are to be hidden, whatever it looks like; undefined leaves it to its looks. */
  async overrule(dir: string, overrule: SecrecyOverrule | undefined): Promise<void> {
    await this.#remembered.overrule(dir, overrule);
    if (this.#dirs.has(dir)) await this.#watchAs(dir);
  }

  #receive(after: VolumeState): void {
    const { dir } = after;
    if (!this.#dirs.has(dir)) return; // removed while the message was on its way
    const before = this.#states.get(dir);
    this.#states.set(dir, after);
    logChange(this.#log, before, after);
    this.#changed.fire({ dir, before, after });
  }

  /** Starts the worker again, unless it has just been: what ends it at once would do so for ever. */
  #recover(cause: Error): void {
    const now = performance.now();
    const isFirst = now - this.#lastCrash > 60_000;
    this.#lastCrash = now;
    this.#log.error('The worker ended.', cause.stack ?? cause.message);
    if (isFirst) {
      void this.#refreshAndLog();
    } else {
      void this.#offerRefresh();
    }
  }

  async #offerRefresh(): Promise<void> {
    const refresh = vscode.l10n.t('Refresh');
    const answer = await showError(
      vscode.l10n.t(
        'Projected Volumes stopped watching after an unexpected error. Refresh starts it again.',
      ),
      refresh,
    );
    if (answer === refresh) await this.#refreshAndLog();
  }

  async #refreshAndLog(): Promise<void> {
    for (const { dir, error } of await this.refreshAll()) {
      this.#log.error(`${dir}: starting the worker again failed.`, String(error));
    }
  }
}

/** The id of the active version, when it could be read. */
export function activeVersionId({ active, versions }: VolumeState): string | undefined {
  return active.state === 'read' ? versions.find(({ isActive }) => isActive)?.id : undefined;
}

/** What `..data` is seen to point to, for a publish over just that; '' where there is no `..data`. */
export function expectedVersion({ active }: VolumeState): string {
  if ('version' in active) return active.version;
  return 'target' in active ? active.target : '';
}
