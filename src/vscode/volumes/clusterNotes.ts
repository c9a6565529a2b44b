// What a person has asked of the cluster about volumes, in words, for the tree. Nothing until they ask.

import * as vscode from 'vscode';

/** An object that a volume comes from. */
export interface ObjectNote {
  label: string;
  description: string;
  /** Sentences. */
  tooltip: readonly string[];
}

export interface ClusterNote {
  objects?: readonly ObjectNote[];
  /** Keys that were changed there and are not here yet, and since when. */
  onItsWay?: { keys: ReadonlySet<string>; since: number } | undefined;
}

const NONE: ClusterNote = {};

export class ClusterNotes implements vscode.Disposable {
  readonly #notes = new Map<string, ClusterNote>();
  readonly #changed = new vscode.EventEmitter<string>();

  /** The directory of a volume about which more is known now, or less. */
  readonly onDidChange = this.#changed.event;

  dispose(): void {
    this.#changed.dispose();
  }

  of(dir: string): ClusterNote {
    return this.#notes.get(dir) ?? NONE;
  }

  /** What is not given stays. */
  add(dir: string, note: ClusterNote): void {
    this.#notes.set(dir, { ...this.of(dir), ...note });
    this.#changed.fire(dir);
  }
}
