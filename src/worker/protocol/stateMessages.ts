// How states travel from the worker. Each version of the history is sent once and afterwards only named by a number:
// copying two hundred versions with every state would take longer than reading the volume. The keys are sent only when
// they have changed: an update is followed by states that tell of its problems and its times.

import { isDeepStrictEqual } from 'node:util';
import type { ActiveState, VersionInfo, VolumeState } from './state.ts';

/** Without `version`: the version that was sent with this number before. */
interface SentVersion {
  id: number;
  version?: VersionInfo;
}

/** Without `active`: it is as it was sent last. */
export type SentState = Omit<VolumeState, 'versions' | 'active'> & {
  versions: readonly SentVersion[];
  active?: ActiveState;
};

/** The worker's end, for one volume. A version that is the same object as before is not sent again. */
export class StateSender {
  #ids = new Map<VersionInfo, number>();
  #nextId = 1;
  #active: ActiveState | undefined;

  send({ active, ...state }: VolumeState): SentState {
    const ids = new Map<VersionInfo, number>();
    const versions = state.versions.map((version): SentVersion => {
      const known = this.#ids.get(version);
      const id = known ?? this.#nextId++;
      ids.set(version, id);
      return known === undefined ? { id, version } : { id };
    });
    this.#ids = ids;
    if (isDeepStrictEqual(active, this.#active)) return { ...state, versions };
    this.#active = active;
    return { ...state, versions, active };
  }
}

/** The extension host's end, for one volume. What has not changed is the same object again. */
export class StateReceiver {
  #versions = new Map<number, VersionInfo>();
  #last: VolumeState | undefined;

  /** Undefined for a message from before the volume was taken out of the view and shown again. */
  receive({ active = this.#last?.active, ...state }: SentState): VolumeState | undefined {
    if (active === undefined) return undefined;
    const received = new Map<number, VersionInfo>();
    for (const { id, version = this.#versions.get(id) } of state.versions) {
      if (version !== undefined) received.set(id, version);
    }
    this.#versions = received;
    const last = this.#last;
    const versions = [...received.values()];
    const isSame = versions.every((version, index) => version === last?.versions[index]);
    this.#last = {
      ...state,
      active,
      versions: isSame && versions.length === last?.versions.length ? last.versions : versions,
      origin: kept(last?.origin, state.origin),
      layout: kept(last?.layout, state.layout),
      secrecy: kept(last?.secrecy, state.secrecy),
      problems: kept(last?.problems, state.problems),
      warnings: kept(last?.warnings, state.warnings),
    };
    return this.#last;
  }
}

/** The earlier object, if the new one says the same. */
function kept<T>(before: T | undefined, now: T): T {
  return before !== undefined && isDeepStrictEqual(before, now) ? before : now;
}
