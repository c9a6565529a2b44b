// What is on its way from the cluster, over a reload of the window: of which keys, never what they hold. That is on the
// stage. Kept in VS Code's workspace state.

import type { Memento } from 'vscode';

export interface RememberedJourney {
  /** What is changed where, in words. */
  what: string;
  since: number;
  keys: string[];
}

/** What has not arrived within a day is waited for no longer: its pod may be gone. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** By directory. */
const JOURNEYS = 'volumes.journeys';

export class Journeys {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  all(): Record<string, RememberedJourney> {
    const journeys = this.#memento.get<Record<string, RememberedJourney>>(JOURNEYS, {});
    return Object.fromEntries(
      Object.entries(journeys).filter(([, { since }]) => Date.now() - since < FORGOTTEN_MS),
    );
  }

  isEmpty(): boolean {
    return Object.keys(this.all()).length === 0;
  }

  /** @param journey undefined when it has ended */
  async remember(dir: string, journey: RememberedJourney | undefined): Promise<void> {
    const { [dir]: before, ...others } = this.all();
    if (JSON.stringify(before) === JSON.stringify(journey)) return;
    await this.#memento.update(JOURNEYS, {
      ...others,
      ...(journey !== undefined && { [dir]: journey }),
    });
  }
}
