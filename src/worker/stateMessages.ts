// States on their way from the worker: what a version changed is sent once, not with every state that lists it. A history
// of volumes with a thousand keys would take longer to copy than the volume to read.

import type { Change } from '../volume/payload.ts';
import type { VersionInfo, VolumeState } from './protocol.ts';

/** A number stands for changes that were sent with it before. */
type SentChanges = { id: number; changes: readonly Change[] } | { id: number } | undefined;

export type SentState = Omit<VolumeState, 'versions'> & {
  versions: readonly (Omit<VersionInfo, 'changes'> & { changes: SentChanges })[];
};

/** The worker's end, for one volume. */
export class StateSender {
  #ids = new Map<readonly Change[], number>();
  #nextId = 1;

  send(state: VolumeState): SentState {
    const ids = new Map<readonly Change[], number>();
    const sent = (changes: readonly Change[] | undefined): SentChanges => {
      if (changes === undefined) return undefined;
      const known = this.#ids.get(changes);
      const id = known ?? this.#nextId++;
      ids.set(changes, id);
      return known === undefined ? { id, changes } : { id };
    };
    const versions = state.versions.map((version) => ({
      ...version,
      changes: sent(version.changes),
    }));
    this.#ids = ids;
    return { ...state, versions };
  }
}

/** The extension host's end, for one volume. */
export class StateReceiver {
  #changes = new Map<number, readonly Change[]>();

  receive(state: SentState): VolumeState {
    const received = new Map<number, readonly Change[]>();
    const told = (sent: SentChanges): readonly Change[] | undefined => {
      if (sent === undefined) return undefined;
      const changes = 'changes' in sent ? sent.changes : this.#changes.get(sent.id);
      if (changes !== undefined) received.set(sent.id, changes);
      return changes;
    };
    const versions = state.versions.map((version) => ({
      ...version,
      changes: told(version.changes),
    }));
    this.#changes = received;
    return { ...state, versions };
  }
}
