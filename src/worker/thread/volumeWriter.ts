// What changes a watched volume from here: publishes and repairs, each followed by a look at what came of it.

import { type Edit, publishEdits, type PublishedEdits } from '../../volume/edit/edits.ts';
import { readBack } from '../../volume/edit/readBack.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import { type Repaired, repair } from '../../volume/repair/repair.ts';
import type { RepairRefused } from '../../volume/repair/repairAction.ts';
import { planRepair, type RepairPlan } from '../../volume/repair/repairPlan.ts';
import { AtomicWriter } from '../../volume/write/atomicWriter.ts';
import type { Published, WorkerSettings } from '../protocol/protocol.ts';
import type { Holding } from './holding.ts';
import type { RecordedUpdate } from './recordedUpdate.ts';
import type { VersionContents } from './versionContents.ts';
import type { VolumeReader } from './volumeReader.ts';

/** The volume that is changed. */
interface Volume {
  readonly reader: VolumeReader;
  readonly contents: VersionContents;
  readonly holding: Holding;
  readAgain(): void;
  readIfChanged(): void;
}

interface Parts {
  dir: string;
  fs: FileSystem;
  settings: WorkerSettings;
  volume: Volume;
  recorder: RecordedUpdate;
}

/** An update is held here. */
const BUSY: RepairRefused = { state: 'refused', refusal: { why: 'busy' } };

export class VolumeWriter {
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #volume: Volume;
  readonly #recorder: RecordedUpdate;
  #settings: WorkerSettings;
  #writer: AtomicWriter;
  /** Of the last publish; a publish that lost a race begins again. */
  #steps: Published['steps'][number][] = [];

  constructor({ dir, fs, settings, volume, recorder }: Parts) {
    this.#dir = dir;
    this.#fs = fs;
    this.#volume = volume;
    this.#recorder = recorder;
    this.#settings = settings;
    this.#writer = this.#newWriter(settings);
  }

  configure(settings: WorkerSettings): void {
    const { keepVersions, durable } = settings;
    if (keepVersions !== this.#settings.keepVersions || durable !== this.#settings.durable) {
      this.#writer = this.#newWriter(settings);
    }
    this.#settings = settings;
  }

  publish(edits: readonly Edit[]): Published {
    return this.#publishing(() => publishEdits(this.#fs, this.#dir, edits, this.#writer));
  }

  planRepair(problem: Problem): RepairPlan | RepairRefused {
    if (this.#volume.holding.held !== undefined) return BUSY;
    return planRepair(this.#fs, this.#dir, problem, this.#settings.keepVersions);
  }

  repair(plan: RepairPlan): Repaired | RepairRefused {
    if (this.#volume.holding.held !== undefined) return BUSY;
    try {
      return repair(this.#fs, this.#dir, plan, this.#writer);
    } finally {
      this.#volume.readAgain();
    }
  }

  rollBack(version: string, expected: string): Published {
    const payload = this.#volume.contents.payloadOf(version);
    return this.#publishing(() => ({ ...this.#writer.write(payload, expected), payload }));
  }

  /** @throws VolumeError `busy` at once while an update is held here */
  #publishing(publish: () => PublishedEdits): Published {
    this.#volume.holding.checkFree();
    let published: PublishedEdits;
    try {
      published = publish();
    } catch (error) {
      this.#volume.readIfChanged();
      throw error;
    }
    const { payload, ...result } = published;
    if (result.changed) this.#volume.reader.publishedHere.add(result.timestampDir);
    this.#volume.readAgain();
    const back =
      this.#volume.reader.snapshot &&
      readBack(this.#volume.reader.snapshot, result.timestampDir, payload);
    return { ...result, steps: this.#steps, readBack: back ?? { state: 'replaced' } };
  }

  #newWriter({ keepVersions, durable = false }: WorkerSettings): AtomicWriter {
    return new AtomicWriter(this.#dir, {
      fileSystem: this.#recorder.recording(this.#fs),
      keepVersions,
      durable,
      onStep: (step, milliseconds) => {
        if (step === 'validate') {
          this.#steps = [];
          this.#recorder.begin();
        }
        if (step === 'write files') this.#recorder.written();
        this.#steps.push({ step, milliseconds });
      },
    });
  }
}
