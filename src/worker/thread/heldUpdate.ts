// An update of one volume that a debug session steps through. It runs on the volume's own thread: should the file system
// hang, so does this thread and nothing else; and here it is known that the volume is not free meanwhile.

import { normalize } from 'node:path';
import { readBase } from '../../volume/edit/edits.ts';
import { VolumeError } from '../../volume/failure.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import { RESERVED_PREFIX } from '../../volume/layout.ts';
import { difference, type FileProjection, type KeyPath } from '../../volume/payload.ts';
import { isText } from '../../volume/contents/text.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import { type LookedAt, lookAt } from '../../volume/read/lookAt.ts';
import { digestOf, type KeyFile } from '../../volume/read/snapshot.ts';
import { payloadAfter } from '../../volume/updates/changes.ts';
import { planUpdate } from '../../volume/updates/planUpdate.ts';
import type { Left, Moment, Update, UpdateStep } from '../../volume/updates/update.ts';
import type {
  Held,
  HeldAt,
  HeldPlan,
  HoldUpdate,
  PathRead,
  SeenKey,
  SeenVolume,
} from '../protocol/heldUpdate.ts';

/** Whether the value of a key is to be kept from view. */
export type IsHidden = (key: string, data: Uint8Array) => boolean;

const MOST_KEYS = 200;
const LONGEST_TEXT = 4_000;

export class HeldUpdate {
  readonly #fs: FileSystem;
  readonly #asked: HoldUpdate;
  readonly #before: ReadonlyMap<KeyPath, KeyFile>;
  readonly #after: ReadonlyMap<KeyPath, FileProjection>;
  readonly #update: Update;
  readonly #run: Generator<UpdateStep, void>;
  #done = 0;
  #failed = false;

  /**
   * @throws VolumeError when the volume cannot be read whole, or the changes cannot be made; `conflict` when somebody
   *   published while it was planned
   */
  constructor(fs: FileSystem, asked: HoldUpdate, keepVersions: number) {
    const { dir, writer, changes } = asked;
    this.#fs = fs;
    this.#asked = asked;
    const { files, expected } = readBase(fs, dir);
    this.#before = files;
    this.#after = payloadAfter(files, changes);
    this.#update = planUpdate(writer, fs, dir, this.#after, keepVersions);
    const { before } = this.#update;
    if ((before ?? '') !== expected) {
      throw new VolumeError({ code: 'conflict', expected, actual: before });
    }
    this.#run = this.#update.run();
    this.#run.next();
  }

  get plan(): HeldPlan {
    const { steps, end } = this.#update;
    const digested = [...this.#after].map(
      ([key, { data, mode = 0 }]) => [key, { data, mode, digest: digestOf(data) }] as const,
    );
    return { steps, end, changes: difference(this.#before, new Map(digested)) };
  }

  get at(): HeldAt {
    const { timestampDir } = this.#update;
    return { done: this.#done, ...(timestampDir !== undefined && { timestampDir }) };
  }

  /** Undefined when no step is left, or one has failed: then nobody is at work in the volume. */
  get held(): Held | undefined {
    const { steps } = this.#update;
    const next = steps[this.#done];
    if (next === undefined || this.#failed) return undefined;
    return { writer: this.#asked.writer, done: this.#done, of: steps.length, next: next.id };
  }

  /** The new version's and the old one's, as long as it is held. */
  get timestampDirs(): readonly string[] {
    const { before, timestampDir } = this.#update;
    if (this.held === undefined) return [];
    return [before, timestampDir].flatMap((name) => (name === undefined ? [] : [name]));
  }

  /** @throws VolumeError when the step fails; then the update is over */
  step(): HeldAt {
    if (this.held === undefined) throw new VolumeError({ code: 'busy' });
    try {
      this.#run.next();
      this.#done++;
    } catch (error) {
      this.#failed = true;
      throw error;
    }
    return this.at;
  }

  finish(): void {
    while (this.held !== undefined) this.step();
  }

  /** Whether the problem is nothing but the update being where it is. */
  explains(problem: Problem): boolean {
    const { steps, end } = this.#update;
    const { left }: Moment = steps[this.#done] ?? end;
    return this.held !== undefined && left.some((one) => isProblemOf(one, problem, this.at));
  }

  look(isHidden: IsHidden): SeenVolume {
    const keys = [...(this.#update.steps[0]?.seen.keys() ?? [])];
    const root = lookAt(this.#fs, this.#asked.dir, '');
    return {
      keys: keys.slice(0, MOST_KEYS).map((key) => this.#seen(key as KeyPath, isHidden)),
      more: Math.max(0, keys.length - MOST_KEYS),
      onDisk: root.kind === 'directory' ? root.entries : [],
    };
  }

  #seen(key: KeyPath, isHidden: IsHidden): SeenKey {
    const looked = lookAt(this.#fs, this.#asked.dir, key);
    const isIn = (files: ReadonlyMap<KeyPath, { data: Uint8Array }>): boolean => {
      const file = files.get(key);
      if (looked.kind !== 'file') return file === undefined;
      return file !== undefined && Buffer.compare(file.data, looked.data) === 0;
    };
    const [isOld, isNew] = [isIn(this.#before), isIn(this.#after)];
    const version = isOld && isNew ? 'same' : isOld ? 'old' : isNew ? 'new' : 'other';
    return { key, read: pathRead(looked, (data) => isHidden(key, data)), version };
  }
}

/** The same for any path in the volume, such as `conf` or `..data/app.yaml`. */
export function readPath(fs: FileSystem, dir: string, path: string, isHidden: IsHidden): PathRead {
  const [first = '', ...rest] = normalize(path).split('/');
  // Below `..data` or a timestamp directory the same keys are.
  const key = first.startsWith(RESERVED_PREFIX) ? rest.join('/') : [first, ...rest].join('/');
  return pathRead(lookAt(fs, dir, path), (data) => isHidden(key, data));
}

/** What may be told of it. */
function pathRead(looked: LookedAt, isHidden: (data: Uint8Array) => boolean): PathRead {
  if (looked.kind !== 'file') return looked;
  const { data } = looked;
  const size = data.length;
  if (isHidden(data)) return { kind: 'hidden', size };
  if (!isText(data)) return { kind: 'binary', size };
  return { kind: 'text', text: Buffer.from(data).toString().slice(0, LONGEST_TEXT), size };
}

function isProblemOf(left: Left, problem: Problem, { timestampDir }: HeldAt): boolean {
  switch (left.left) {
    case 'unfinished version':
      return problem.kind === 'orphan' && problem.timestampDir === timestampDir;
    case 'old version':
      return problem.kind === 'orphan' && problem.timestampDir === left.path;
    case 'new data link':
      return problem.kind === 'stale-new-data-dir';
    case 'missing link':
      return problem.kind === 'missing-link' && problem.name === left.path;
    case 'early link':
    case 'dangling link':
      return problem.kind === 'dangling-link' && problem.name === left.path;
    case 'direct link':
      return problem.kind === 'foreign-link' && problem.name === left.path;
    case 'file changed in place':
      return problem.kind === 'changed-in-place';
    case 'file of no version':
      return problem.kind === 'in-the-way' && problem.name === left.path;
  }
}
