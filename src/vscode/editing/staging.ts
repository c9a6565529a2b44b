// The staged changes of all volumes of this window.

import * as vscode from 'vscode';
import type { Fingerprint, KeyPath } from '../../volume/payload.ts';
import {
  ALL_SECRET,
  isSecretContent,
  NOTHING_SECRET,
  type Secrecy,
} from '../../volume/credentials/secrecy.ts';
import {
  rebased,
  stage,
  type StagedChange,
  type StagedChanges,
  type StagedContent,
  withoutDone,
  withoutPublished,
} from '../../volume/edit/stagedChanges.ts';
import { activeKeys } from './keyView.ts';
import { secretKeysOf } from '../../worker/protocol/state.ts';
import type { StagedStorage } from './stagedStorage.ts';
import type { Volumes } from '../volumes/volumes.ts';

const { t } = vscode.l10n;

const NONE: StagedChanges = new Map();

export class Staging implements vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #storage: StagedStorage;
  readonly #log: vscode.LogOutputChannel;
  readonly #staged = new Map<string, StagedChanges>();
  /** Those that are to stay behind when the others are published or discarded. */
  readonly #unchosen = new Map<string, Set<string>>();
  /** How each was stored last: nobody knows what a volume is that is not there. */
  readonly #wasSecret = new Map<string, boolean>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #listener: vscode.Disposable;
  #saving: Promise<void> = Promise.resolve();

  /** The directory of the volume whose staged changes, or the choice among them, are different now. */
  readonly onDidChange = this.#changed.event;
  /** What was staged before a reload is there again. */
  readonly ready: Promise<void>;

  constructor(volumes: Volumes, storage: StagedStorage, log: vscode.LogOutputChannel) {
    this.#volumes = volumes;
    this.#storage = storage;
    this.#log = log;
    this.#listener = volumes.onDidChange(({ dir }) => {
      if (!this.#staged.has(dir)) return;
      if (this.#wasSecret.get(dir) !== this.#stagesSecrets(dir)) this.#save(dir);
      // What is active already, whoever published it, is no change any more.
      this.#set(dir, this.of(dir));
    });
    this.ready = this.#restore();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  of(dir: string): StagedChanges {
    return this.#staged.get(dir) ?? NONE;
  }

  /** Volumes with staged changes, sorted by path. */
  get dirs(): string[] {
    return [...this.#staged.keys()].sort();
  }

  get count(): number {
    return [...this.#staged.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Those that Publish and Discard are about, sorted by key. */
  chosen(dir: string): StagedChange[] {
    return [...this.of(dir).values()]
      .filter(({ key }) => this.isChosen(dir, key))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  isChosen(dir: string, key: string): boolean {
    return this.#unchosen.get(dir)?.has(key) !== true;
  }

  choose(dir: string, key: string, isChosen: boolean): void {
    const unchosen = this.#unchosen.get(dir) ?? new Set();
    if (isChosen) unchosen.delete(key);
    else unchosen.add(key);
    this.#unchosen.set(dir, unchosen);
    this.#changed.fire(dir);
  }

  /** @param base what the person began with; what is active now unless given */
  stage(
    dir: string,
    key: KeyPath,
    content: StagedContent | undefined,
    base: Fingerprint | null = this.active(dir).get(key) ?? null,
  ): void {
    this.#set(dir, stage(this.of(dir), { key, base, content }));
  }

  discard(dir: string, keys: readonly string[]): void {
    this.#set(dir, new Map([...this.of(dir)].filter(([key]) => !keys.includes(key))));
  }

  /** What is active now has been seen, and is to be overwritten. */
  rebase(dir: string, keys: readonly string[]): void {
    this.#set(dir, rebased(this.of(dir), keys, this.active(dir)));
  }

  published(dir: string, changes: readonly StagedChange[]): void {
    this.#set(dir, withoutPublished(this.of(dir), changes, this.active(dir)));
  }

  /** The keys of the active version, to compare with. */
  active(dir: string): ReadonlyMap<string, Fingerprint> {
    return new Map(activeKeys(this.#volumes.state(dir)).map((info) => [info.key, info]));
  }

  /** Whether the value of the key, active or staged, is to be kept from view. */
  isSecret(dir: string, key: string): boolean {
    const { data = new Uint8Array(), digest = '' } =
      this.of(dir).get(key as KeyPath)?.content ?? {};
    return isSecretContent(this.#secrecy(dir), key, { data, digest });
  }

  /** Whether that is so of any key. */
  hasSecrets(dir: string): boolean {
    if (this.#secrecy(dir).all !== undefined || this.#stagesSecrets(dir)) return true;
    const state = this.#volumes.state(dir);
    return state !== undefined && secretKeysOf(state).length > 0;
  }

  #stagesSecrets(dir: string): boolean {
    return [...this.of(dir).keys()].some((key) => this.isSecret(dir, key));
  }

  /** Of a volume that is not there nobody knows: as it was stored last, and in doubt all is secret. */
  #secrecy(dir: string): Secrecy {
    const state = this.#volumes.state(dir);
    if (state?.active.state === 'read') return state.secrecy;
    return this.#wasSecret.get(dir) === false ? NOTHING_SECRET : ALL_SECRET;
  }

  #set(dir: string, staged: StagedChanges): void {
    const isRead = this.#volumes.state(dir)?.active.state === 'read';
    const next = isRead ? withoutDone(staged, this.active(dir)) : staged;
    if (next === this.of(dir)) return;
    if (next.size > 0) this.#staged.set(dir, next);
    else this.#staged.delete(dir);
    for (const key of this.#unchosen.get(dir) ?? []) {
      if (!next.has(key as KeyPath)) this.#unchosen.get(dir)?.delete(key);
    }
    this.#save(dir);
    this.#changed.fire(dir);
  }

  /** One after the other, so that an older state never comes to lie over a newer one. */
  #save(dir: string): void {
    this.#saving = this.#saveAfter(this.#saving, dir);
  }

  async #saveAfter(earlier: Promise<void>, dir: string): Promise<void> {
    await earlier;
    const isSecret = this.#stagesSecrets(dir);
    this.#wasSecret.set(dir, isSecret);
    try {
      await this.#storage.save(dir, this.of(dir), isSecret);
    } catch (error) {
      this.#log.error(`${dir}: staged changes could not be stored for a reload.`, String(error));
    }
  }

  async #restore(): Promise<void> {
    try {
      const { changes, lost } = await this.#storage.load();
      for (const [dir, { staged, isSecret }] of changes) {
        this.#wasSecret.set(dir, isSecret);
        // What was staged while they were being loaded is newer.
        this.#staged.set(dir, new Map([...staged, ...this.of(dir)]));
        this.#changed.fire(dir);
      }
      for (const { dir, count } of lost) {
        await this.#storage.save(dir, NONE, true);
        void vscode.window.showWarningMessage(
          t(
            '{0}: {1} staged changes are lost. Their volume is secret-like, so they were kept in VS Code’s secret storage alone, and it has forgotten them. The volume is as it was.',
            dir,
            count,
          ),
        );
      }
    } catch (error) {
      this.#log.error('Staged changes could not be restored.', String(error));
    }
  }
}
