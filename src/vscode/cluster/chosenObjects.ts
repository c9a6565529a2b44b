// The objects that the person says volumes come from, where no one else can tell. Kept in VS Code's workspace state.

import type { Memento } from 'vscode';
import type { ObjectRef } from '../../cluster/objectRef.ts';

/** Directory → object. */
const OBJECTS = 'volumes.objects';

interface ChosenObject extends ObjectRef {
  /** Of kubectl's configuration; missing inside a pod without one. */
  readonly context?: string;
}

export class ChosenObjects {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  of(dir: string): ChosenObject | undefined {
    return this.#memento.get<Record<string, ChosenObject>>(OBJECTS, {})[dir];
  }

  async choose(dir: string, object: ChosenObject): Promise<void> {
    const objects = this.#memento.get<Record<string, ChosenObject>>(OBJECTS, {});
    await this.#memento.update(OBJECTS, { ...objects, [dir]: object });
  }
}
