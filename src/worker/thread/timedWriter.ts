// The writer of one volume, for as long as it is watched: it knows which versions it replaced and kept, and how long
// each step of a publish took.

import {
  AtomicWriter,
  type WriterOptions,
  type WriteStep,
} from '../../volume/write/atomicWriter.ts';
import type { PublishedEdits } from '../../volume/edit/edits.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';

export interface TimedStep {
  step: WriteStep;
  milliseconds: number;
}

export class TimedWriter {
  readonly writer: AtomicWriter;
  #onStep: (step: WriteStep) => void = () => {};

  constructor(
    dir: string,
    fileSystem: FileSystem,
    { keepVersions = 0, durable = false }: Pick<WriterOptions, 'keepVersions' | 'durable'>,
  ) {
    this.writer = new AtomicWriter(dir, {
      fileSystem,
      keepVersions,
      durable,
      onStep: (step) => this.#onStep(step),
    });
  }

  /** Runs what publishes with this writer. */
  timed(
    publish: (writer: AtomicWriter) => PublishedEdits,
  ): PublishedEdits & { steps: TimedStep[] } {
    const steps: TimedStep[] = [];
    let last = performance.now();
    this.#onStep = (step) => {
      // Another writer's swap came between, and it began anew; the time until then counts for the first step.
      if (step === 'validate') steps.length = 0;
      const now = performance.now();
      steps.push({ step, milliseconds: now - last });
      last = now;
    };
    return { ...publish(this.writer), steps };
  }
}
