// The staged changes of all volumes of this window.

import * as vscode from 'vscode';
import type { Fingerprint, KeyPath } from '../../volume/payload.ts';
import { isSecretContent, isSecretKey } from '../../volume/credentials/secrecy.ts';
import {
  rebased,
  type Seen,
  stageAll,
  type StagedChange,
  type StagedChanges,
  type StagedContent,
  type StagedKind,
  stagedKind,
  withoutDone,
  withoutPublished,
} from '../../volume/edit/stagedChanges.ts';
import { activeByKey, activeKeys, isKnown, keysWithStaged } from './keyView.ts';
import { KnownSecrecy } from './knownSecrecy.ts';
import { StagedBackup } from './stagedBackup.ts';
import type { StagedStorage } from './stagedStorage.ts';
import { type KeyInfo, secretKeysOf } from '../../worker/protocol/state.ts';
import type { Volumes } from '../volumes/volumes.ts';

const NONE: StagedChanges = new Map();

/** A change to stage; `base` as in `stage`. */
export interface StagedEdit {
  key: KeyPath;
  content: StagedContent | undefined;
  base?: Fingerprint | null;
}

export class Staging implements vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #backup: StagedBackup;
  readonly #staged = new Map<string, StagedChanges>();
  /** Keys that the person unticked. */
  readonly #unchosen = new Map<string, Set<string>>();
  /** Whether each was stored last as a secret. */
  readonly #wasSecret = new Map<string, boolean>();
  readonly #secrecy: KnownSecrecy;
  /** By directory and key: what the person compares their change with. */
  readonly #compared = new Map<string, Map<string, Fingerprint | null>>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #listener: vscode.Disposable;

  /** The directory of the volume whose staged changes, or the choice among them, are different now. */
  readonly onDidChange = this.#changed.event;

  constructor(volumes: Volumes, storage: StagedStorage, log: vscode.LogOutputChannel) {
    this.#volumes = volumes;
    this.#secrecy = new KnownSecrecy(volumes);
    this.#listener = volumes.onDidChange(({ dir }) => {
      if (!this.#staged.has(dir)) return;
      if (this.#wasSecret.get(dir) !== this.#stagesSecrets(dir)) this.#backup.save(dir);
      // What is active already, whoever published it, is no change any more.
      this.#set(dir, this.of(dir));
    });
    this.#backup = new StagedBackup(
      storage,
      {
        current: (dir) => this.#toStore(dir),
        restored: (dir, staged, isSecret) => this.#restore(dir, staged, isSecret),
      },
      log,
    );
    this.#backup.restore();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#backup.dispose();
    this.#changed.dispose();
  }

  /** What was staged of the volume before a reload is there again, unless the keychain has refused it. */
  async ready(dir: string): Promise<void> {
    await this.#backup.ready(dir);
  }

  /** What is staged of the volume outlives a crash. For secrets that is not waited for: a keychain may be slow. */
  async stored(dir: string): Promise<void> {
    if (!this.#stagesSecrets(dir)) await this.#backup.saved(dir);
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

  /** The ticked changes, which Publish and Discard apply to, sorted by key. */
  chosen(dir: string): StagedChange[] {
    return [...this.of(dir).values()]
      .filter(({ key }) => this.isChosen(dir, key))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  isChosen(dir: string, key: string): boolean {
    return this.#unchosen.get(dir)?.has(key) !== true;
  }

  choose(dir: string, key: string, isChosen: boolean): void {
    // Its row may be older than a publish: what is staged of the key later is ticked.
    if (!this.of(dir).has(key as KeyPath)) return;
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
    base?: Fingerprint | null,
  ): void {
    this.stageAll(dir, [{ key, content, ...(base !== undefined && { base }) }]);
  }

  /** Many at once: one event, and stored once. */
  stageAll(dir: string, edits: readonly StagedEdit[]): void {
    const compared = this.#compared.get(dir);
    const seen = new Map<string, Fingerprint | null>();
    for (const { key } of edits) {
      const print = compared?.get(key);
      if (print !== undefined) seen.set(key, print);
      compared?.delete(key);
    }
    this.#set(dir, stageAll(rebased(this.of(dir), seen), this.#changes(dir, edits)));
  }

  /** Stages these in the place of all that is staged. */
  replace(dir: string, edits: readonly StagedEdit[]): void {
    this.#compared.delete(dir);
    this.#set(dir, stageAll(NONE, this.#changes(dir, edits)));
  }

  /** Discards exactly these contents: if a key was changed again since, the newer change stays. */
  discard(dir: string, changes: readonly StagedChange[]): void {
    const asked = new Map(changes.map(({ key, content }) => [key, content]));
    const left = [...this.of(dir)].filter(
      ([key, { content }]) => !asked.has(key) || asked.get(key) !== content,
    );
    this.#set(dir, new Map(left));
  }

  /** The person has seen these contents of keys, and overwrites them. */
  rebase(dir: string, seen: Seen): void {
    this.#set(dir, rebased(this.of(dir), seen));
  }

  /** The person looks at these contents of a key beside their own: what they save next overwrites them. */
  compare(dir: string, key: string, seen: Fingerprint | null): void {
    const compared = this.#compared.get(dir) ?? new Map<string, Fingerprint | null>();
    this.#compared.set(dir, compared.set(key, seen));
  }

  published(dir: string, changes: readonly StagedChange[]): void {
    this.#set(dir, withoutPublished(this.of(dir), changes, this.active(dir)));
  }

  /** The keys of the active version, to compare with. */
  active(dir: string): ReadonlyMap<string, KeyInfo> {
    return activeByKey(this.#volumes.state(dir));
  }

  /** The keys as they are worked on: the active ones with the staged changes over them. */
  keys(dir: string): ReadonlyMap<string, KeyInfo> {
    return keysWithStaged(activeKeys(this.#volumes.state(dir)), this.of(dir));
  }

  /**
   * What the change does to its key, and whether others changed that as well. While it cannot be read, nobody knows of
   * others: the key is what it was when the person began.
   */
  kindOf(dir: string, change: StagedChange): StagedKind {
    const { key, base } = change;
    const isRead = isKnown(this.#volumes.state(dir), key);
    return stagedKind(change, isRead ? this.active(dir).get(key) : (base ?? undefined));
  }

  /** Whether the value of the key, active or staged, is shown on request only; in doubt it is. */
  isSecret(dir: string, key: string): boolean {
    const secrecy = this.#secrecy.of(dir, key);
    const { data, digest = '' } = this.of(dir).get(key as KeyPath)?.content ?? {};
    return data === undefined
      ? isSecretKey(secrecy, key)
      : isSecretContent(secrecy, key, { data, digest });
  }

  /** Whether that is so of any key. */
  hasSecrets(dir: string): boolean {
    if (this.#secrecy.of(dir).all !== undefined || this.#stagesSecrets(dir)) return true;
    const state = this.#volumes.state(dir);
    return state !== undefined && secretKeysOf(state).length > 0;
  }

  #stagesSecrets(dir: string): boolean {
    return [...this.of(dir).keys()].some((key) => this.isSecret(dir, key));
  }

  #changes(dir: string, edits: readonly StagedEdit[]): StagedChange[] {
    const active = this.active(dir);
    return edits.map(({ key, content, base = active.get(key) ?? null }) => ({
      key,
      content,
      base,
    }));
  }

  #set(dir: string, staged: StagedChanges): void {
    if (!this.#put(dir, staged)) return;
    this.#backup.save(dir);
    this.#changed.fire(dir);
  }

  /** Returns whether anything is different now. */
  #put(dir: string, staged: StagedChanges): boolean {
    const now = this.#volumes.state(dir)?.active;
    const next = now?.state === 'read' ? withoutDone(staged, this.active(dir), now.unread) : staged;
    if (next === this.of(dir)) return false;
    if (next.size > 0) this.#staged.set(dir, next);
    else this.#staged.delete(dir);
    for (const keys of [this.#unchosen.get(dir), this.#compared.get(dir)]) {
      for (const key of keys?.keys() ?? []) if (!next.has(key as KeyPath)) keys?.delete(key);
    }
    return true;
  }

  #restore(dir: string, stored: StagedChanges, isSecret: boolean): void {
    this.#wasSecret.set(dir, isSecret);
    if (!isSecret) this.#secrecy.wasPlain(dir, stored.keys());
    // A change staged while these were being read is newer.
    if (this.#put(dir, new Map([...stored, ...this.of(dir)]))) this.#changed.fire(dir);
  }

  #toStore(dir: string): { staged: StagedChanges; isSecret: boolean } {
    const isSecret = this.#stagesSecrets(dir);
    this.#wasSecret.set(dir, isSecret);
    return { staged: this.of(dir), isSecret };
  }
}
