// Which volumes a workspace remembers, and what the person said of them. Kept in VS Code's workspace state.

import type { Memento } from 'vscode';
import type { SecrecyOverrule } from '../../volume/credentials/secrecy.ts';

/** Directories that were added by hand. */
const ADDED = 'volumes.added';
/** Directories that were found and then removed from the view. */
const HIDDEN = 'volumes.hidden';
/** Whether this workspace has looked for mounted volumes. */
const DISCOVERED = 'volumes.discovered';
/** Directory → whether its values are hidden, whatever it looks like. */
const OVERRULES = 'volumes.overrules';

/**
 * Whether an earlier window of this workspace has left what this one may have to go on with: staged changes, values to hide.
 * That it has looked for volumes is nothing of the kind.
 */
export function hasLeftovers(memento: Memento): boolean {
  return memento.keys().some((name) => name !== DISCOVERED);
}

export class RememberedVolumes {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  get added(): string[] {
    return this.#memento.get<string[]>(ADDED, []);
  }

  isHidden(dir: string): boolean {
    return this.#hidden.includes(dir);
  }

  get #hidden(): string[] {
    return this.#memento.get<string[]>(HIDDEN, []);
  }

  async add(dir: string): Promise<void> {
    await this.#memento.update(ADDED, [...without(this.added, dir), dir]);
    await this.#memento.update(HIDDEN, without(this.#hidden, dir));
  }

  async hide(dir: string): Promise<void> {
    await this.#memento.update(ADDED, without(this.added, dir));
    await this.#memento.update(HIDDEN, [...without(this.#hidden, dir), dir]);
  }

  get hasDiscovered(): boolean {
    return this.#memento.get(DISCOVERED) === true;
  }

  async discovered(): Promise<void> {
    await this.#memento.update(DISCOVERED, true);
  }

  overruleOf(dir: string): SecrecyOverrule | undefined {
    return this.#overrules[dir];
  }

  /** @param overrule undefined leaves it to what the volume looks like */
  async overrule(dir: string, overrule: SecrecyOverrule | undefined): Promise<void> {
    const { [dir]: _, ...others } = this.#overrules;
    const overrules = overrule === undefined ? others : { ...others, [dir]: overrule };
    await this.#memento.update(OVERRULES, overrules);
  }

  get #overrules(): Record<string, SecrecyOverrule> {
    return this.#memento.get(OVERRULES, {});
  }
}

function without(dirs: readonly string[], dir: string): string[] {
  return dirs.filter((each) => each !== dir);
}
