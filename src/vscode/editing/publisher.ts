// Publishing as people do it: checks first, conflicts settled by them, a quiet word afterwards, and never a lost edit.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import type { Payload } from '../../volume/payload.ts';
import { editsOf, type StagedChange } from '../../volume/edit/stagedChanges.ts';
import type { Published } from '../../worker/protocol/protocol.ts';
import { settleConflicts } from './conflicts.ts';
import { KubeletDirectories } from './kubeletDirectories.ts';
import { Refused } from './refused.ts';
import { explainError } from '../explain/explainFailure.ts';
import { explainAccess } from '../explain/explainState.ts';
import { shown } from '../explain/format.ts';
import { publishesOnSave } from '../volumes/settings.ts';
import type { Staging } from './staging.ts';
import { expectedVersion, type Volumes } from '../volumes/volumes.ts';

const { t } = vscode.l10n;

/** For the word afterwards. */
export interface Publication {
  dir: string;
  /** The keys, or what else was published, in words. */
  what: string;
  published: Published;
}

export class Publisher implements vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #log: vscode.LogOutputChannel;
  readonly #kubelets = new KubeletDirectories();
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

  /** @throws Refused with a sentence why nothing may be published here, before anyone types a word */
  check(dir: string): void {
    if (!vscode.workspace.isTrusted) {
      throw new Refused(
        t('Nothing is changed from a workspace in restricted mode. Trust it first.'),
      );
    }
    const state = this.#volumes.state(dir);
    const access = state === undefined ? undefined : explainAccess(state.access);
    if (access !== undefined) throw new Refused(`${dir}: ${access}`);
  }

  /**
   * Publishes staged changes in one swap, and takes them off the stage. Conflicts are settled with the person first;
   * until all of them are, nothing is written.
   *
   * @throws Refused
   */
  async publish(dir: string, changes: readonly StagedChange[]): Promise<void> {
    if (changes.length === 0 || !(await this.#mayPublish(dir))) return;
    let open = changes;
    while (open.length > 0) {
      this.check(dir);
      const keys = open.map(({ key }) => key);
      try {
        const edits = editsOf(open);
        const published = await this.#volumes.client.request('publish', { dir, edits });
        this.#staging.published(dir, open);
        this.#tell({ dir, what: inWords(keys), published });
        return;
      } catch (error) {
        if (!(error instanceof VolumeError) || error.failure.code !== 'key-conflict') {
          throw this.#refusal(dir, inWords(keys), error);
        }
        if (!(await settleConflicts(this.#volumes, this.#staging, dir, error.failure.keys))) return;
        const staged = this.#staging.of(dir);
        open = keys.flatMap((key) => staged.get(key) ?? []);
      }
    }
  }

  /**
   * Publishes the first version of a volume.
   *
   * @throws Refused
   */
  async create(dir: string, payload: Payload): Promise<void> {
    await this.#volumes.whenKnown(dir);
    this.check(dir);
    const edits = [...payload].map(([key, content]) => ({ key, content, base: null }));
    const what = inWords([...payload.keys()]);
    try {
      const published = await this.#volumes.client.request('publish', { dir, edits });
      this.#tell({ dir, what: what === '' ? t('an empty version') : what, published });
    } catch (error) {
      throw this.#refusal(dir, what, error);
    }
  }

  /** After a save, if the person wants that. What fails then stays staged. */
  async publishSaved(dir: string, key: string): Promise<void> {
    if (!publishesOnSave()) return;
    try {
      await this.publish(
        dir,
        [...this.#staging.of(dir).values()].filter((change) => change.key === key),
      );
    } catch (error) {
      const message = error instanceof Refused ? error.message : explainError(error, dir);
      void vscode.window.showErrorMessage(t('{0} Your change stays staged.', message));
    }
  }

  /** @throws Refused */
  async rollBack(dir: string, version: string): Promise<void> {
    if (!(await this.#mayPublish(dir))) return;
    this.check(dir);
    const state = this.#volumes.state(dir);
    const expected = state === undefined ? '' : expectedVersion(state);
    const what = t('all keys of {0}', shown(version));
    try {
      const params = { dir, version, expected };
      const published = await this.#volumes.client.request('rollBack', params);
      this.#tell({ dir, what, published });
    } catch (error) {
      throw this.#refusal(dir, what, error);
    }
  }

  async #mayPublish(dir: string): Promise<boolean> {
    this.check(dir);
    return this.#kubelets.mayPublish(this.#volumes, dir);
  }

  #refusal(dir: string, what: string, error: unknown): Refused {
    this.#log.warn(`${dir}: publishing ${what} failed.`, String(error));
    return new Refused(explainError(error, dir), { cause: error });
  }

  #tell(publication: Publication): void {
    const { dir, what, published } = publication;
    const { changed, timestampDir, steps, readBack } = published;
    const outcome = changed ? 'published' : 'unchanged';
    const total = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const each = steps.map(({ step, milliseconds }) => `${step} ${milliseconds.toFixed(2)}`);
    this.#log.info(`${dir}: ${outcome} ${what}: ${timestampDir}, ${total.toFixed(2)} ms`);
    this.#log.info(`${dir}: ms for each step: ${each.join(', ')}; read back: ${readBack.state}`);
    if (published.notDurable !== undefined) {
      void vscode.window.showWarningMessage(
        t(
          '{0} was published to {1} and is active, but may not survive a power failure: syncing it failed ({2}). The version before is still on disk.',
          what,
          dir,
          published.notDurable,
        ),
      );
    }
    if (readBack.state === 'differs') {
      void vscode.window.showWarningMessage(
        t(
          '{0} was published to {1}, but reads back differently: {2}. The disk or another program changed it. Compare, and roll back if it is wrong.',
          what,
          dir,
          inWords(readBack.keys),
        ),
      );
    }
    this.#published.fire(publication);
  }
}

/** Up to three keys by name; a status bar has no room for more. */
function inWords(keys: readonly string[]): string {
  const names = keys.slice(0, 3).map(shown).join(', ');
  return keys.length > 3 ? t('{0} and {1} more', names, keys.length - 3) : names;
}
