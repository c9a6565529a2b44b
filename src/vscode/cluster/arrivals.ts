// Changes on their way from the cluster to a mount: whether they have arrived, and what happens then.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { arrivalOf } from '../../cluster/arrival.ts';
import type { KeyPath } from '../../volume/payload.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { isKnown } from '../editing/keyView.ts';
import type { Staging } from '../editing/staging.ts';
import { formatTime } from '../explain/format.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import { Journeys, type RememberedJourney } from '../volumes/journeys.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { ArrivalStatus, hurry } from './arrivalStatus.ts';
import type { KnownBases } from './knownBases.ts';
import { usuallyLate } from './explainCluster.ts';

/** A kubelet looks every minute or two: what is not here after this has a reason. */
const LATE_MS = 180_000;

export interface Journey {
  dir: string;
  /** What is changed where, in words: `app.yaml to ConfigMap my-config`. */
  what: string;
  /** What the mount is to hold: path → digest, null for a key that is gone. */
  expected: ReadonlyMap<string, string | null>;
  /** Taken off the stage when they arrive. */
  staged: readonly StagedChange[];
  /** Id of the version that was active, to go back to. */
  previous: string | undefined;
  /** Sentences on why it may not come. */
  whyLate: () => Promise<readonly string[]>;
}

interface Travelling extends Journey {
  /** What the mount may still hold. */
  before: ReadonlyMap<string, readonly (string | null)[]>;
  since: number;
  /** Monotonic. */
  begun: number;
  late: NodeJS.Timeout;
}

export class Arrivals implements vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #notes: ClusterNotes;
  readonly #log: vscode.LogOutputChannel;
  readonly #bases: KnownBases;
  readonly #journeys: Journeys;
  /** From before the window was reloaded, of volumes that have not been read since. */
  readonly #left: Map<string, RememberedJourney>;
  readonly #travelling = new Map<string, Travelling>();
  readonly #status = new ArrivalStatus(() => [...this.#travelling.values()]);
  readonly #listeners: vscode.Disposable;

  constructor({
    volumes,
    staging,
    notes,
    log,
    memento,
    bases,
  }: {
    volumes: Volumes;
    staging: Staging;
    notes: ClusterNotes;
    log: vscode.LogOutputChannel;
    memento: vscode.Memento;
    bases: KnownBases;
  }) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#notes = notes;
    this.#log = log;
    this.#bases = bases;
    this.#journeys = new Journeys(memento);
    this.#left = new Map(Object.entries(this.#journeys.all()));
    this.#listeners = vscode.Disposable.from(
      this.#status,
      volumes.onDidChange(({ dir }) => {
        void this.#resume(dir);
        this.#look(dir);
      }),
      staging.onDidChange((dir) => {
        this.#remember(dir);
        this.#forgetKnown(dir);
      }),
      volumes.onDidChangeList(() => {
        for (const dir of this.#travelling.keys()) {
          if (!volumes.has(dir)) this.#end(dir);
        }
        this.#status.forget((dir) => !volumes.has(dir));
      }),
    );
    for (const dir of this.#left.keys()) void this.#resume(dir);
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const { late } of this.#travelling.values()) clearTimeout(late);
  }

  /** @param before what the mount may still hold: path → digests */
  expect(journey: Journey, before: Travelling['before'], since: number = Date.now()): void {
    const { dir, expected } = journey;
    const known = this.#travelling.get(dir);
    clearTimeout(known?.late);
    const travelling: Travelling = {
      ...journey,
      // What is on its way already is still expected, unless it was changed once more.
      expected: new Map([...(known?.expected ?? []), ...expected]),
      staged: [...(known?.staged ?? []), ...journey.staged],
      before: stillPossible(before, known),
      since,
      begun: performance.now() - (Date.now() - since),
      late: setTimeout(() => void this.#warn(dir), LATE_MS - (Date.now() - since)),
    };
    this.#travelling.set(dir, travelling);
    this.#remember(dir);
    this.#notes.add(dir, { onItsWay: { keys: new Set(travelling.expected.keys()), since } });
    this.#status.begin();
    // It may be here already: on a fast node the mount can be quicker than kubectl.
    this.#look(dir);
  }

  isOnItsWay(dir: string): boolean {
    return this.#travelling.has(dir);
  }

  /** What the keys are to hold is on the stage, which outlives the window; the rest is forgotten with it. */
  #remember(dir: string): void {
    const travelling = this.#travelling.get(dir);
    if (travelling === undefined) return;
    const { what, since, expected } = travelling;
    const keys = [...expected].flatMap(([key, digest]) =>
      digestOn(this.#staging, dir, key) === digest ? [key] : [],
    );
    void this.#journeys.remember(dir, keys.length === 0 ? undefined : { what, since, keys });
  }

  /** Waits further for what was on its way before the window was reloaded. */
  async #resume(dir: string): Promise<void> {
    const left = this.#left.get(dir);
    if (left === undefined || this.#volumes.state(dir)?.active.state !== 'read') return;
    this.#left.delete(dir);
    await this.#staging.ready(dir);
    if (this.#travelling.has(dir)) return;
    const { what, since, keys } = left;
    const staged = keys.flatMap((key) => this.#staging.of(dir).get(key as KeyPath) ?? []);
    if (staged.length === 0) {
      // It arrived meanwhile, or was discarded.
      await this.#journeys.remember(dir, undefined);
      return;
    }
    const expected = new Map(staged.map(({ key }) => [key, digestOn(this.#staging, dir, key)!]));
    this.#bases.know(dir, expected);
    const mounted = this.#staging.active(dir);
    this.expect(
      { dir, what, expected, staged, previous: undefined, whyLate: async () => usuallyLate() },
      new Map(staged.map(({ key }) => [key, [mounted.get(key)?.digest ?? null]])),
      since,
    );
  }

  #look(dir: string): void {
    const travelling = this.#travelling.get(dir);
    const state = this.#volumes.state(dir);
    if (travelling === undefined || state?.active.state !== 'read') return;
    const { expected, before, begun, what, staged, previous } = travelling;
    if ([...expected.keys()].some((key) => !isKnown(state, key))) return;
    const arrival = arrivalOf(expected, before, this.#staging.active(dir));
    if (arrival === 'waiting') return;
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    this.#end(dir);
    if (arrival === 'arrived') {
      this.#staging.published(dir, staged);
      this.#log.info(`${dir}: ${what} arrived after ${seconds} s`);
      this.#status.confirm(dir, what, seconds, previous);
    } else {
      this.#log.info(`${dir}: changed again in the cluster before ${what} arrived`);
      void showWarning(
        vscode.l10n.t(
          '{0} holds something else than what you published to the cluster: it was changed there as well, before or after that. What you staged is kept. Compare with the Cluster shows what it holds now.',
          dir,
        ),
      );
    }
  }

  #end(dir: string): void {
    clearTimeout(this.#travelling.get(dir)?.late);
    this.#travelling.delete(dir);
    void this.#journeys.remember(dir, undefined);
    this.#forgetKnown(dir);
    this.#notes.add(dir, { onItsWay: undefined });
    this.#status.end();
  }

  #forgetKnown(dir: string): void {
    const staged = this.#staging.of(dir);
    const expected = this.#travelling.get(dir)?.expected;
    this.#bases.forget(
      dir,
      (path) => staged.has(path as KeyPath),
      (path) => expected?.has(path) === true,
    );
  }

  async #warn(dir: string): Promise<void> {
    const travelling = this.#travelling.get(dir);
    if (travelling === undefined) return;
    const reasons = await travelling.whyLate();
    if (this.#travelling.get(dir) !== travelling) return;
    const button = vscode.l10n.t('Hurry the Kubelet…');
    const answer = await showWarning(
      [
        vscode.l10n.t(
          '{0} was changed in the cluster at {1} and is not here yet.',
          dir,
          formatTime(travelling.since),
        ),
        ...reasons,
      ].join(' '),
      button,
    );
    if (answer !== button) return;
    const { command, arguments: [node] = [] } = hurry(dir);
    await vscode.commands.executeCommand(command, node);
  }
}

/** Of the key as it is staged, null for one that is to go; undefined where nothing is staged. */
function digestOn(staging: Staging, dir: string, key: string): string | null | undefined {
  const change = staging.of(dir).get(key as KeyPath);
  return change && (change.content?.digest ?? null);
}

/** A kubelet may bring what was published first although something else was published since. */
function stillPossible(
  before: Travelling['before'],
  known: Travelling | undefined,
): Travelling['before'] {
  const possible = new Map(known?.before);
  const add = (path: string, digests: readonly (string | null)[]): void => {
    possible.set(path, [...(possible.get(path) ?? []), ...digests]);
  };
  for (const [path, digest] of known?.expected ?? []) add(path, [digest]);
  for (const [path, digests] of before) add(path, digests);
  return possible;
}
