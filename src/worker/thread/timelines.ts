// What each update in the history did: of ours as the writer did it, of others' as far as the watcher heard of it.

import { DATA_DIR, NEW_DATA_DIR, topLevelName } from '../../volume/layout.ts';
import type { SeenVersion } from '../../volume/read/history.ts';
import {
  eventsHeard,
  type Heard,
  type HeardUpdate,
  indexOfMade,
  lengthOfUpdate,
  type Timeline,
} from '../../volume/read/timeline.ts';
import { RecordedUpdate } from './recordedUpdate.ts';

/** Names heard of while no version comes of it: more than that, and the oldest are forgotten. */
const MOST_HEARD = 2_000;

export class Timelines {
  /** Of our own writer's publish that is running, or was the last. */
  readonly ours: RecordedUpdate;
  #heard: Heard[] = [];
  /** What was heard before that, since the last update that was seen. */
  #earlier: Heard[] = [];
  /** Whether `#heard` begins with the first event of the newest version's update. */
  #isFromFirst = false;
  #isNews = false;
  #newest: SeenVersion | undefined;
  /** By the version's id. */
  readonly #told: Map<string, Timeline>;

  constructor(targetDir: string, told?: ReadonlyMap<string, Timeline>) {
    this.ours = new RecordedUpdate(targetDir);
    this.#told = new Map(told);
  }

  /** By the version's id; versions of which nothing was heard have none. */
  get told(): ReadonlyMap<string, Timeline> {
    return this.#told;
  }

  /** The watcher heard that something happened to this name in the target directory. */
  hear(name: string): void {
    this.#heard.push({ name, at: performance.timeOrigin + performance.now() });
    if (this.#heard.length > MOST_HEARD) this.#heard.shift();
    this.#isNews = true;
  }

  /**
   * Takes in what was read since, or found to be gone.
   *
   * @param versions newest first
   * @param gone names of versions that are no longer on disk
   * @param orphans other directories of versions known to be there
   */
  see(
    versions: readonly SeenVersion[],
    gone: ReadonlySet<string>,
    orphans: readonly string[],
  ): void {
    const [newest, previous] = versions;
    const isSame = newest?.id === this.#newest?.id;
    if (newest === undefined || (isSame && !this.#isNews)) return;
    this.#isNews = false;
    const others = versions.slice(1).map(({ name }) => topLevelName(name));
    const known = new Set([...others, ...orphans]);
    const update: HeardUpdate = {
      version: topLevelName(newest.name),
      writtenAt: newest.writtenAt,
      namesBefore: topLevelNames(previous),
      namesNow: topLevelNames(newest),
      known,
      gone,
    };
    if (!isSame) this.#begin(versions, newest, update);
    if (this.#told.get(newest.id)?.timedBy === 'writer') return;
    const made = this.#isFromFirst ? 0 : indexOfMade(this.#heard, update);
    if (made === -1) return;
    this.#isFromFirst = true;
    this.#earlier.push(...this.#heard.splice(0, made));
    for (const { name } of this.#earlier) known.add(name);
    const heard = this.#heard.slice(0, lengthOfUpdate(this.#heard, update));
    const begunAt = heard[0]?.at ?? 0;
    const events = eventsHeard(heard, update);
    if (events.length > 0) this.#told.set(newest.id, { begunAt, timedBy: 'watcher', events });
  }

  /** Forgets what was heard of updates before this one. */
  #begin(versions: readonly SeenVersion[], newest: SeenVersion, update: HeardUpdate): void {
    this.#earlier = [];
    let first = indexOfMade(this.#heard, update);
    if (first === -1) {
      // Its directory was there already, or is yet to be heard of.
      this.#earlier.push(...this.#heard.splice(0, this.#lengthBefore(update)));
      first = this.#heard.findIndex(({ name }) => name === NEW_DATA_DIR || name === DATA_DIR);
    }
    this.#isFromFirst = first !== -1;
    if (first > 0) this.#earlier.push(...this.#heard.splice(0, first));
    this.#newest = newest;
    const ours = this.ours.take(newest.name);
    if (ours !== undefined) this.#told.set(newest.id, ours);
    const ids = new Set(versions.map(({ id }) => id));
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id);
  }

  /** How much of what was heard belongs to the update before. */
  #lengthBefore({ known }: HeardUpdate): number {
    if (this.#newest === undefined) return 0;
    const { name: newest, writtenAt } = this.#newest;
    const version = topLevelName(newest);
    // After a swap, an event of the version before is its removal, though it was made just now.
    const swap = this.#heard.findIndex(({ name }) => name === DATA_DIR);
    const before = this.#heard.slice(0, swap + 1);
    const made = this.#isFromFirst ? 0 : indexOfMade(before, { version, writtenAt });
    return made === -1 ? 0 : made + lengthOfUpdate(this.#heard.slice(made), { version, known });
  }
}

function topLevelNames(version: SeenVersion | undefined): ReadonlySet<string> {
  return new Set([...(version?.files.keys() ?? [])].map(topLevelName));
}
