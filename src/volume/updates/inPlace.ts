// What an editor does that knows nothing of the layout: it writes into the files that the links lead to, makes new ones
// beside the links, and deletes links.

import { topLevelName, topLevelNames } from '../layout.ts';
import type { VolumePath } from '../paths.ts';
import { type KeyPath, parentsOf } from '../payload.ts';
import { changedKeys, type GivenVolume, removedKeys, seenOf } from './givenVolume.ts';
import { updateOf } from './perform.ts';
import { step } from './planning.ts';
import type { Act, Left, Seen, Moment, Update, UpdateStep } from './update.ts';

/** It is opened once more to be written. */
const OWNER_MAY_WRITE = 0o200;

/** File by file: a changed one is empty for a moment, and so is a new one. Modes stay as they are. */
export function planInPlace(volume: GivenVolume): Update {
  const files = new Files(volume);
  const steps: UpdateStep[] = [];
  const add = (id: UpdateStep['id'], does: Act[], change: () => void): void => {
    steps.push(step(id, does, files.moment()));
    change();
  };
  for (const name of files.droppedNames()) {
    add('delete file', [{ act: 'unlink', path: name }], () => files.drop(name));
  }
  for (const key of removedKeys(volume).filter((key) => files.has(key))) {
    add('delete file', files.deletion(key), () => files.set(key, 'nothing'));
  }
  for (const key of changedKeys(volume)) {
    const path = files.pathOf(key);
    const { data, mode } = volume.payload.get(key) ?? { data: new Uint8Array(), mode: 0 };
    const before = files.has(key) ? volume.old.get(key) : undefined;
    if (before === undefined) {
      add('create file', files.creation(key, mode), () => files.set(key, 'empty'));
    } else if (before.data.length > 0) {
      add('empty file', [{ act: 'empty', path }], () => files.set(key, 'empty'));
    }
    const fill: Act = { act: 'fill', path, key, bytes: data.length };
    add('write file', [fill], () => files.set(key, 'new'));
  }
  return updateOf(volume, steps, files.moment());
}

/** The files as they become, step by step. */
class Files {
  readonly #volume: GivenVolume;
  readonly #linked: Set<string>;
  readonly #seen = new Map<KeyPath, Seen>();
  readonly #left = new Map<string, Left>();

  constructor(volume: GivenVolume) {
    this.#volume = volume;
    this.#linked = new Set(
      [...topLevelNames(volume.old.keys())].filter((name) => volume.names.has(name)),
    );
    for (const key of volume.old.keys()) {
      this.#seen.set(key, this.#linked.has(topLevelName(key)) ? 'old' : 'nothing');
    }
  }

  moment(): Moment {
    const seen = seenOf(this.#volume, (key) => this.#seen.get(key) ?? 'nothing');
    return { seen, left: [...this.#left.values()] };
  }

  has(key: KeyPath): boolean {
    return (this.#seen.get(key) ?? 'nothing') !== 'nothing';
  }

  /** Through its link, or beside the links. */
  pathOf(key: string): VolumePath {
    return this.#isInVersion(key) ? `${this.#volume.version}/${key}` : key;
  }

  /** Linked names of which nothing stays: a file that goes or becomes a folder, a folder that goes or becomes a file. */
  droppedNames(): string[] {
    const { old, payload } = this.#volume;
    const stays = (name: string) =>
      old.has(name as KeyPath)
        ? payload.has(name as KeyPath)
        : [...payload.keys()].some((key) => key.startsWith(`${name}/`));
    return [...this.#linked].filter((name) => !stays(name));
  }

  drop(name: string): void {
    this.#linked.delete(name);
    this.#left.set(name, { left: 'missing link', path: name });
    for (const key of this.#seen.keys()) {
      if (topLevelName(key) === name) this.#seen.set(key, 'nothing');
    }
  }

  set(key: KeyPath, seen: Seen): void {
    const path = this.pathOf(key);
    const left = this.#isInVersion(key) ? 'file changed in place' : 'file of no version';
    this.#left.delete(topLevelName(key)); // no link is missing where a file is in its way
    this.#left.set(path, { left, path });
    this.#seen.set(key, seen);
  }

  /** With the folders that become empty, but for the one that has the link. */
  deletion(key: KeyPath): Act[] {
    const others = [...this.#seen.keys()].filter((other) => other !== key && this.has(other));
    const emptied = parentsOf(key)
      .slice(1)
      .filter((folder) => !others.some((other) => other.startsWith(`${folder}/`)));
    return [
      { act: 'unlink', path: this.pathOf(key) },
      ...emptied
        .toReversed()
        .map((folder): Act => ({ act: 'remove directory', path: this.pathOf(folder) })),
    ];
  }

  creation(key: KeyPath, mode: number): Act[] {
    const there = [...this.#seen.keys()].filter((other) => this.has(other));
    const isThere = (folder: string) =>
      this.#linked.has(folder) || there.some((other) => other.startsWith(`${folder}/`));
    const folders = parentsOf(key).filter((folder) => !isThere(folder));
    return [
      ...folders.map((folder): Act => ({ act: 'make directory', path: this.pathOf(folder) })),
      { act: 'create', path: this.pathOf(key), mode: mode | OWNER_MAY_WRITE },
    ];
  }

  #isInVersion(key: string): boolean {
    return this.#linked.has(topLevelName(key));
  }
}
