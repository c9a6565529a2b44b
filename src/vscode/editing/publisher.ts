// Publishing for a person: check first, let them settle conflicts, say afterwards what happened, and never lose an edit.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { VolumeError } from '../../volume/failure.ts';
import type { KeyPath, Payload } from '../../volume/payload.ts';
import type { Edit } from '../../volume/edit/edits.ts';
import { editsOf, type StagedChange, stillStaged } from '../../volume/edit/stagedChanges.ts';
import type { Published } from '../../worker/protocol/protocol.ts';
import { settleConflicts } from './conflicts.ts';
import { checkPublishing } from './checkPublishing.ts';
import { KubeletDirectories, type ToPublish } from './kubeletDirectories.ts';
import { notStaged, Refused } from './refused.ts';
import { explainError } from '../explain/explainFailure.ts';
import { shown } from '../explain/format.ts';
import { isClusterOnly } from '../volumes/fromCluster.ts';
import { publishesOnSave } from '../volumes/settings.ts';
import type { Staging } from './staging.ts';
import { inWords, tellOutcome } from './tellOutcome.ts';
import { Turns } from '../volumes/turns.ts';
import type { Volumes } from '../volumes/volumes.ts';

/** What was published, for the message in the status bar. */
export interface Publication {
  dir: string;
  /** The keys, or what else was published, in words. */
  what: string;
  published: Published;
  /** When the version was written that was rolled back to. */
  rolledBackTo?: number;
  /** Id of the version that was active before, for rolling back. */
  previous?: string;
}

export class Publisher implements vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #log: vscode.LogOutputChannel;
  readonly #turns = new Turns();
  readonly #kubelets = new KubeletDirectories();
  /** Volumes whose unsaved text is being saved, to be published together. */
  readonly #gathering = new Set<string>();
  readonly #published = new vscode.EventEmitter<Publication>();

  readonly onDidPublish = this.#published.event;

  constructor(volumes: Volumes, staging: Staging, log: vscode.LogOutputChannel) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#log = log;
  }

  dispose(): void {
    this.#published.dispose();
  }

  /**
   * @param keys of the staged changes that are to be published
   * @throws Refused with a sentence why nothing may be published here, before anyone types a word
   */
  check(dir: string, keys: readonly string[] = []): void {
    checkPublishing(this.#volumes, this.#staging, dir, keys);
  }

  /**
   * Of a read-only volume changes can be staged if the object that it comes from can be changed.
   *
   * @throws Refused with a sentence why nothing may be staged here
   */
  checkStaging(dir: string): void {
    const state = this.#volumes.state(dir);
    if (state !== undefined && isClusterOnly(state) && vscode.workspace.isTrusted) return;
    this.check(dir);
  }

  /**
   * Publishes staged changes in one swap, and takes them off the stage. Conflicts are settled with the person first;
   * until all of them are, nothing is written. What was discarded meanwhile is not published.
   *
   * @returns false when the person gave up, or wants to edit first
   * @throws Refused
   */
  async publish(dir: string, changes: readonly StagedChange[]): Promise<boolean> {
    const keys = changes.map(({ key }) => key);
    if (keys.length > 0 && !(await this.#mayPublish({ kind: 'staged', dir, keys }))) return false;
    return this.#turns.take(dir, () => this.#publish(dir, changes));
  }

  async #publish(dir: string, changes: readonly StagedChange[]): Promise<boolean> {
    let open = stillStaged(changes, this.#staging.of(dir));
    if (open.length === 0 && changes.length > 0) {
      throw notStaged(
        dir,
        changes.map(({ key }) => key),
      );
    }
    while (open.length > 0) {
      const keys = open.map(({ key }) => key);
      this.check(dir, keys);
      try {
        const edits = editsOf(open);
        const published = await this.#volumes.client.request('publish', { dir, edits });
        this.#staging.published(dir, open);
        this.#tell(dir, inWords(keys), published);
        return true;
      } catch (error) {
        if (!(error instanceof VolumeError) || error.failure.code !== 'key-conflict') {
          throw this.#refusal(dir, inWords(keys), error);
        }
        const { keys: conflicts } = error.failure;
        const settled = await settleConflicts(this.#volumes, this.#staging, dir, open, conflicts);
        if (settled === undefined) return false;
        open = settled;
      }
    }
    return true;
  }

  /**
   * Publishes the first version of a volume.
   *
   * @throws Refused
   */
  async create(dir: string, payload: Payload): Promise<void> {
    await this.#volumes.whenKnown(dir);
    await this.#turns.take(dir, () => this.#create(dir, payload));
  }

  async #create(dir: string, payload: Payload): Promise<void> {
    const edits = [...payload].map(([key, content]) => ({ key, content, base: null }));
    const what = inWords([...payload.keys()]);
    await this.#publishEdits(dir, edits, what === '' ? vscode.l10n.t('an empty version') : what);
  }

  /**
   * Publishes what another extension wants, and settles no conflict: that is for who made the edits.
   *
   * @param by name of that extension, for the word afterwards
   * @returns undefined when the person did not want it
   * @throws Refused with the worker's VolumeError as its cause, if that refused
   */
  async publishEdits(
    dir: string,
    edits: readonly Edit[],
    by: string,
  ): Promise<Published | undefined> {
    if (!(await this.#mayPublish({ kind: 'edits', dir }))) return undefined;
    const what = vscode.l10n.t('{0}, by {1}', inWords(edits.map(({ key }) => key)), shown(by));
    return this.#turns.take(dir, () => this.#publishEdits(dir, edits, what));
  }

  async #publishEdits(dir: string, edits: readonly Edit[], what: string): Promise<Published> {
    this.check(dir);
    try {
      const published = await this.#volumes.client.request('publish', { dir, edits: [...edits] });
      this.#tell(dir, what, published);
      return published;
    } catch (error) {
      throw this.#refusal(dir, what, error);
    }
  }

  /** What `save` saves is staged, and nothing more, also where the person wants each save published. */
  async gather<T>(dir: string, save: () => Promise<T>): Promise<T> {
    this.#gathering.add(dir);
    try {
      return await save();
    } finally {
      this.#gathering.delete(dir);
    }
  }

  /** After a save, if the person wants that. What fails then stays staged. */
  async publishSaved(dir: string, key: KeyPath): Promise<void> {
    if (this.#gathering.has(dir)) return;
    const state = this.#volumes.state(dir);
    // The cluster is changed when a person asks for just that.
    if (!publishesOnSave() || (state !== undefined && isClusterOnly(state))) return;
    try {
      // Look at the staged change only now: a publish before this one must not count as someone else's.
      await this.#turns.take(dir, async () => {
        const change = this.#staging.of(dir).get(key);
        const meant = { kind: 'staged', dir, keys: [key] } as const;
        if (change === undefined || !(await this.#mayPublish(meant))) return;
        await this.#publish(dir, [change]);
      });
    } catch (error) {
      const message = error instanceof Refused ? error.message : explainError(error, dir);
      void showWarning(
        vscode.l10n.t('{0} Your change stays staged.', message),
        vscode.l10n.t('Understood'),
      );
    }
  }

  /**
   * @param version the id of a version seen
   * @param expected name of the version that the person saw as the active one: no other is replaced
   * @throws Refused
   */
  async rollBack(dir: string, version: string, expected: string): Promise<void> {
    if (!(await this.#mayPublish({ kind: 'version', dir, version }))) return;
    await this.#turns.take(dir, () => this.#rollBack(dir, version, expected));
  }

  async #rollBack(dir: string, version: string, expected: string): Promise<void> {
    this.check(dir);
    const seen = this.#volumes.state(dir)?.versions.find(({ id }) => id === version);
    const what = vscode.l10n.t('all keys of {0}', shown(seen?.name ?? version));
    try {
      const params = { dir, version, expected };
      const published = await this.#volumes.client.request('rollBack', params);
      this.#tell(dir, what, published, seen?.writtenAt);
    } catch (error) {
      throw this.#refusal(dir, what, error);
    }
  }

  async #mayPublish(meant: ToPublish): Promise<boolean> {
    this.check(meant.dir, meant.kind === 'staged' ? meant.keys : []);
    return this.#kubelets.mayPublish(this.#volumes, meant);
  }

  #refusal(dir: string, what: string, error: unknown): Refused {
    this.#log.warn(`${dir}: publishing ${what} failed.`, String(error));
    return new Refused(explainError(error, dir), { cause: error });
  }

  #tell(dir: string, what: string, published: Published, rolledBackTo?: number): void {
    tellOutcome(this.#log, dir, what, published);
    const before = this.#volumes
      .state(dir)
      ?.versions.find(({ name }) => name === published.previous);
    this.#published.fire({
      dir,
      what,
      published,
      ...(rolledBackTo !== undefined && { rolledBackTo }),
      ...(before !== undefined && { previous: before.id }),
    });
  }
}
