// Keeps the staged changes of each volume over a reload. What a keychain has is read once, before anything is written
// over it; a slow or failing keychain concerns its own volumes only.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { StagedChanges } from '../../volume/edit/stagedChanges.ts';
import { Turns } from '../volumes/turns.ts';
import type { StagedStorage } from './stagedStorage.ts';

/** How long until a keychain that failed is asked again. */
const RETRY_MS = 30_000;

/** The staged changes of this window, as the backup sees them. */
export interface BackedUp {
  current(dir: string): { staged: StagedChanges; isSecret: boolean };
  /** Takes in what was staged before the reload. */
  restored(dir: string, staged: StagedChanges, isSecret: boolean): void;
}

export class StagedBackup implements vscode.Disposable {
  readonly #storage: StagedStorage;
  readonly #staging: BackedUp;
  readonly #log: vscode.LogOutputChannel;
  readonly #turns = new Turns();
  /** Volumes of which the secret storage has not been read yet, with how many changes it should have. */
  readonly #unread = new Map<string, number>();
  /** The first attempts to read the secret storage. */
  readonly #reading = new Map<string, Promise<void>>();
  /** Volumes that will be stored in their next turn: one turn stores everything. */
  readonly #waiting = new Set<string>();
  /** Volumes for which the person was told that storing fails. */
  readonly #told = new Set<string>();
  readonly #retries = new Map<string, NodeJS.Timeout>();

  constructor(storage: StagedStorage, staging: BackedUp, log: vscode.LogOutputChannel) {
    this.#storage = storage;
    this.#staging = staging;
    this.#log = log;
  }

  dispose(): void {
    for (const timer of this.#retries.values()) clearTimeout(timer);
  }

  /** Plain changes are back when it returns; secret ones as soon as the keychain gives them. */
  restore(): void {
    for (const [dir, entry] of this.#storage.stored()) {
      if ('staged' in entry) this.#staging.restored(dir, entry.staged, false);
      else {
        this.#unread.set(dir, entry.secretChanges);
        this.#reading.set(
          dir,
          this.#turns.take(dir, () => this.#read(dir)),
        );
      }
    }
  }

  /** The volume's changes are restored, or the keychain has refused them. */
  async ready(dir: string): Promise<void> {
    await this.#reading.get(dir);
  }

  /** Stores the volume's changes as they are when it is its turn. */
  save(dir: string): void {
    if (this.#waiting.has(dir)) return;
    this.#waiting.add(dir);
    void this.#turns.take(dir, () => this.#store(dir));
  }

  /** What was to be saved is, or the person knows that it could not be. Not so while the keychain is silent. */
  async saved(dir: string): Promise<void> {
    if (!this.#unread.has(dir)) await this.#turns.take(dir, async () => {});
  }

  async #store(dir: string): Promise<void> {
    this.#waiting.delete(dir);
    await this.#read(dir);
    // Writing now would replace what could not be read.
    if (this.#unread.has(dir)) return;
    try {
      const { staged, isSecret } = this.#staging.current(dir);
      await this.#storage.save(dir, staged, isSecret);
      this.#told.delete(dir);
    } catch (error) {
      this.#fail(
        dir,
        error,
        vscode.l10n.t(
          '{0}: the staged changes could not be stored, so closing or reloading the window would lose them ({1}). They are still here, and can be published. Storing them is tried again every 30 seconds.',
          dir,
          String(error),
        ),
      );
    }
  }

  async #read(dir: string): Promise<void> {
    const count = this.#unread.get(dir);
    if (count === undefined) return;
    try {
      const staged = await this.#storage.readSecret(dir);
      this.#unread.delete(dir);
      this.#told.delete(dir);
      if (staged !== undefined) this.#staging.restored(dir, staged, true);
      else {
        this.#tellLost(dir, count);
        this.save(dir);
      }
    } catch (error) {
      this.#fail(
        dir,
        error,
        vscode.l10n.t(
          '{0}: VS Code’s secret storage does not give back the changes staged before the reload: {1} ({2}). They are still in it. What you stage now stays in memory until it does. Reading is tried again every 30 seconds.',
          dir,
          count,
          String(error),
        ),
      );
    }
  }

  #fail(dir: string, error: unknown, message: string): void {
    this.#log.error(`${dir}: the storage of staged changes failed.`, String(error));
    clearTimeout(this.#retries.get(dir));
    this.#retries.set(
      dir,
      setTimeout(() => this.save(dir), RETRY_MS),
    );
    if (this.#told.has(dir)) return;
    this.#told.add(dir);
    void this.#offerRetry(dir, message);
  }

  async #offerRetry(dir: string, message: string): Promise<void> {
    const again = vscode.l10n.t('Try Again');
    if ((await showWarning(message, again)) !== again) return;
    this.#told.delete(dir);
    this.save(dir);
  }

  #tellLost(dir: string, count: number): void {
    void showWarning(
      vscode.l10n.t(
        '{0}: {1} staged changes are lost. Their volume is secret-like, so they were kept in VS Code’s secret storage alone, and it has forgotten them. The volume is as it was.',
        dir,
        count,
      ),
    );
  }
}
