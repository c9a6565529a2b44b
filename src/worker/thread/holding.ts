// Whether an update is held in a volume, between two of its steps. Then nobody publishes there from here.

import { VolumeError } from '../../volume/failure.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import type { Held, HeldAt, HeldPlan, SeenVolume } from '../protocol/heldUpdate.ts';
import type { HeldUpdate, IsHidden } from './heldUpdate.ts';

export class Holding {
  readonly #onStep: () => void;
  #update: HeldUpdate | undefined;

  /** @param onStep something on disk has changed, or who may publish */
  constructor(onStep: () => void) {
    this.#onStep = onStep;
  }

  get held(): Held | undefined {
    return this.#update?.held;
  }

  /** Those that the held update makes and removes. */
  get timestampDirs(): ReadonlySet<string> {
    return new Set(this.#update?.timestampDirs);
  }

  /** The problems that are none of the volume's: the update is only not over yet. */
  without(problems: readonly Problem[]): readonly Problem[] {
    const update = this.#update;
    return update === undefined ? problems : problems.filter((each) => !update.explains(each));
  }

  /** @throws VolumeError `busy` while an update is held */
  checkFree(): void {
    if (this.held !== undefined) throw new VolumeError({ code: 'busy' });
  }

  hold(update: HeldUpdate): HeldPlan {
    this.checkFree();
    this.#update = update;
    this.#onStep();
    return update.plan;
  }

  /** @throws VolumeError when the step fails, or there is no update */
  step(): HeldAt {
    try {
      return this.#theUpdate().step();
    } finally {
      this.#onStep();
    }
  }

  look(isHidden: IsHidden): SeenVolume {
    return this.#theUpdate().look(isHidden);
  }

  /** `crash`: leaves everything as it is. Returns where that is; undefined where no update was held. */
  end(how: 'finish' | 'crash'): HeldAt | undefined {
    try {
      if (how === 'finish') this.#update?.finish();
      return this.#update?.at;
    } finally {
      this.#update = undefined;
      this.#onStep();
    }
  }

  #theUpdate(): HeldUpdate {
    if (this.#update === undefined) throw new VolumeError({ code: 'busy' });
    return this.#update;
  }
}
