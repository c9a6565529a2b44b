// One update after the other in a volume, as somebody steps through them: where it is held, and what goes on from there.

import * as vscode from 'vscode';
import type { HeldAt, HeldPlan, PathRead, SeenVolume } from '../../worker/protocol/heldUpdate.ts';
import { explainStep } from '../explain/explainUpdate.ts';
import type { UpdateConfiguration } from './configuration.ts';
import { explainCrash } from './crash.ts';
import { UpdateText } from './updateText.ts';

/** What is needed of the volume. Each may be refused with an error, which `explain` words. */
export interface SteppedVolume {
  hold(configuration: UpdateConfiguration): Promise<HeldPlan>;
  step(): Promise<HeldAt>;
  look(): Promise<SeenVolume>;
  read(path: string): Promise<PathRead>;
  end(how: 'finish' | 'crash'): Promise<HeldAt | undefined>;
  explain(error: unknown): string;
  /** Shows the text in an editor from now on; returns its address. */
  show(configuration: UpdateConfiguration, text: string): string;
}

interface StepEvents {
  onStopped(reason: 'entry' | 'step' | 'breakpoint' | 'pause'): void;
  onSaid(line: string, category: 'console' | 'stderr'): void;
  /** Nothing follows. */
  onOver(): void;
}

export class SteppedUpdate {
  /** Lines at which to hold, as they were asked for. */
  breakpoints: readonly number[] = [];
  readonly #volume: SteppedVolume;
  readonly #configuration: UpdateConfiguration;
  readonly #events: StepEvents;
  #plan: HeldPlan = { steps: [], end: { seen: new Map(), left: [] }, changes: [] };
  #at: HeldAt = { done: 0 };
  #text: UpdateText | undefined;
  #address = '';
  #isPausing = false;
  #isOver = false;
  /** Settles when a step, or a run of them, has ended. */
  #underWay: Promise<void> = Promise.resolve();
  /** Ends the wait between two updates. */
  #wake = (): void => {};

  constructor(volume: SteppedVolume, configuration: UpdateConfiguration, events: StepEvents) {
    this.#volume = volume;
    this.#configuration = configuration;
    this.#events = events;
  }

  get changes(): HeldPlan['changes'] {
    return this.#plan.changes;
  }

  /** Of the text. */
  get address(): string {
    return this.#address;
  }

  /** The line that is next. */
  get line(): number {
    return this.#text?.lineOf(this.#at.done) ?? 1;
  }

  /** Where it is held, in words. */
  get place(): string {
    const { steps } = this.#plan;
    const step = steps[this.#at.done];
    return step === undefined
      ? vscode.l10n.t('the update is over')
      : vscode.l10n.t(
          'before {0} of {1}: {2}',
          this.#at.done + 1,
          steps.length,
          explainStep(step.id),
        );
  }

  breakpointAt(line: number): number {
    return this.#text?.breakpointAt(line) ?? line;
  }

  async hold(): Promise<void> {
    this.#plan = await this.#volume.hold(this.#configuration);
    this.#at = { done: 0 };
    this.#show();
  }

  /** Holds before the first step, or goes on and on. */
  begin(): void {
    if (this.#configuration.repeat === undefined) this.#stopped('entry');
    else this.run();
  }

  next(): void {
    this.#unlessItFails(async () => {
      if (this.#isDone()) this.#tellOver();
      else if (await this.#step()) this.#stopped('step');
    });
  }

  /** Until a breakpoint, or the end. */
  run(): void {
    this.#unlessItFails(() => this.#run());
  }

  pause(): void {
    this.#isPausing = true;
    this.#wake();
  }

  /** Finishes the update and holds the next one. What goes on by itself ends first: it would take steps of that one. */
  async restart(): Promise<void> {
    this.pause();
    await this.#underWay;
    if (this.#isOver) return;
    await this.#volume.end('finish');
    await this.hold();
    this.#stopped('entry');
  }

  /** Does the rest of the update, or leaves everything as it is and says what that means. */
  async stop(how: 'finish' | 'crash'): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    const isHeld = !this.#isDone();
    try {
      // A step may have been under way.
      const at = (await this.#volume.end(how)) ?? this.#at;
      if (how === 'crash' && isHeld) {
        for (const line of explainCrash(this.#plan, at)) this.#events.onSaid(line, 'console');
      }
    } finally {
      this.#events.onOver();
    }
  }

  async #run(): Promise<void> {
    for (;;) {
      if (!this.#isDone()) {
        if (!(await this.#step())) return;
      } else if (!(await this.#again())) return;
      if (this.#isOver) return;
      if (this.#isPausing) return this.#stopped('pause');
      if (this.breakpoints.some((asked) => this.breakpointAt(asked) === this.line)) {
        return this.#stopped('breakpoint');
      }
    }
  }

  /** The next update, after a while; false when there is to be none. */
  async #again(): Promise<boolean> {
    const { repeat } = this.#configuration;
    if (repeat === undefined) {
      this.#tellOver();
      return false;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, repeat);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (this.#isOver) return false;
    await this.#volume.end('finish');
    await this.hold();
    return true;
  }

  /** False when nothing follows: the step failed, or somebody stopped meanwhile. */
  async #step(): Promise<boolean> {
    const known = this.#at.timestampDir;
    const at = await this.#volume.step();
    if (this.#isOver) return false;
    this.#at = at;
    if (at.timestampDir !== known) this.#show();
    return true;
  }

  #show(): void {
    this.#text = new UpdateText(this.#configuration, this.#plan.steps, this.#at.timestampDir);
    this.#address = this.#volume.show(this.#configuration, this.#text.text);
  }

  #tellOver(): void {
    this.#events.onSaid(
      vscode.l10n.t('The update is over: readers see the new version.'),
      'console',
    );
    this.#unlessItFails(() => this.stop('finish'));
  }

  #isDone(): boolean {
    return this.#at.done >= this.#plan.steps.length;
  }

  #stopped(reason: 'entry' | 'step' | 'breakpoint' | 'pause'): void {
    this.#isPausing = false;
    this.#events.onStopped(reason);
  }

  #unlessItFails(run: () => Promise<void>): void {
    this.#underWay = run().catch(async (error: unknown) => {
      this.#events.onSaid(this.#volume.explain(error), 'stderr');
      // A volume that refuses this as well does so for the same reason.
      await this.stop('crash').catch(() => {});
    });
  }
}
