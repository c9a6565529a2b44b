// How states travel from the worker. Each version of the history is sent once and afterwards only named by a number:
// copying two hundred versions with every state would take longer than reading the volume.

import type { VersionInfo, VolumeState } from './state.ts';

/** Without `version`: the version that was sent with this number before. */
interface SentVersion {
  id: number;
  version?: VersionInfo;
}

export type SentState = Omit<VolumeState, 'versions'> & { versions: readonly SentVersion[] };

/** The worker's end, for one volume. A version that is the same object as before is not sent again. */
export class StateSender {
  #ids = new Map<VersionInfo, number>();
  #nextId = 1;

  send(state: VolumeState): SentState {
    const ids = new Map<VersionInfo, number>();
    const versions = state.versions.map((version): SentVersion => {
      const known = this.#ids.get(version);
      const id = known ?? this.#nextId++;
      ids.set(version, id);
      return known === undefined ? { id, version } : { id };
    });
    this.#ids = ids;
    return { ...state, versions };
  }
}

/** The extension host's end, for one volume. */
export class StateReceiver {
  #versions = new Map<number, VersionInfo>();

  receive(state: SentState): VolumeState {
    const received = new Map<number, VersionInfo>();
    for (const { id, version = this.#versions.get(id) } of state.versions) {
      if (version !== undefined) received.set(id, version);
    }
    this.#versions = received;
    return { ...state, versions: [...received.values()] };
  }
}
