// Publishing as people do it: checks first, a word afterwards, and never a lost edit.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Edit } from '../volume/edits.ts';
import { VolumeError } from '../volume/failure.ts';
import type { Published } from '../worker/protocol.ts';
import { explainError } from './explainFailure.ts';
import { explainAccess } from './explainState.ts';
import { shown } from './format.ts';
import { expectedVersion, type Volumes } from './volumes.ts';

const { t } = vscode.l10n;

/** Refused for a reason that its message gives to a person. */
export class Refused extends Error {}

export class Publisher {
  readonly #volumes: Volumes;
  readonly #log: vscode.LogOutputChannel;

  constructor(volumes: Volumes, log: vscode.LogOutputChannel) {
    this.#volumes = volumes;
    this.#log = log;
  }

  /** @throws Refused with a sentence why nothing may be published here, before anyone types a word */
  check(dir: string): void {
    if (!vscode.workspace.isTrusted) {
      throw new Refused(
        t('Nothing is published from a workspace in restricted mode. Trust it first.'),
      );
    }
    const state = this.#volumes.state(dir);
    const access = state === undefined ? undefined : explainAccess(state.access);
    if (access !== undefined) throw new Refused(`${dir}: ${access}`);
  }

  /**
   * Publishes edits in one swap.
   *
   * @throws Refused, or VolumeError `key-conflict` for the caller to settle
   */
  async publish(dir: string, edits: Edit[]): Promise<void> {
    this.check(dir);
    const keys = edits.map(({ key }) => shown(key)).join(', ');
    await this.#publishing(dir, keys, this.#volumes.client.request('publish', { dir, edits }));
  }

  async rollBack(dir: string, version: string): Promise<void> {
    this.check(dir);
    const state = this.#volumes.state(dir);
    const expected = state === undefined ? '' : expectedVersion(state);
    const request = this.#volumes.client.request('rollBack', { dir, version, expected });
    await this.#publishing(dir, t('all keys of {0}', shown(version)), request);
  }

  async #publishing(dir: string, what: string, request: Promise<Published>): Promise<void> {
    let published: Published;
    try {
      published = await request;
    } catch (error) {
      this.#log.warn(`${dir}: publishing ${what} failed.`, String(error));
      if (error instanceof VolumeError && error.failure.code === 'key-conflict') throw error;
      throw new Refused(explainError(error, dir), { cause: error });
    }
    const { changed, timestampDir, milliseconds } = published;
    const took = `${milliseconds.toFixed(1)} ms`;
    this.#log.info(
      `${dir}: ${changed ? 'published' : 'unchanged'} ${what}: ${timestampDir}, ${took}`,
    );
    const message = changed
      ? t('Published {0} to {1} in {2}', what, basename(dir), took)
      : t('{0} holds that already', basename(dir));
    vscode.window.setStatusBarMessage(`$(check) ${message}`, 5_000);
  }
}
