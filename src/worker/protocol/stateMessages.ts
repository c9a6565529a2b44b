// How states travel from the worker. Each version of the history is sent once and afterwards only named: copying two
// hundred versions with every state would take longer than reading the volume. What it changed, perhaps a thousand keys,
// is not sent again when only something else of it is new, such as its times. The keys are sent only when they have
// changed: an update is followed by states that tell of its problems and its times.

import { isDeepStrictEqual } from 'node:util';
import type { ActiveState, VersionInfo, VolumeState } from './state.ts';

/** With its id alone it is as it was sent last, and without `changes` these are. */
type SentVersion = VersionInfo | Omit<VersionInfo, 'changes'> | Pick<VersionInfo, 'id'>;

/** Without `active`: it is as it was sent last. */
export type SentState = Omit<VolumeState, 'versions' | 'active'> & {
  versions: readonly SentVersion[];
  active?: ActiveState;
};

/** The worker's end, for one volume. A version that is the same object as before is not sent again. */
export class StateSender {
  #versions: ReadonlyMap<string, VersionInfo> = new Map();
  #active: ActiveState | undefined;

  send({ active, ...state }: VolumeState): SentState {
    const versions = state.versions.map((version) => this.#sent(version));
    this.#versions = byId(state.versions);
    if (isDeepStrictEqual(active, this.#active)) return { ...state, versions };
    this.#active = active;
    return { ...state, versions, active };
  }

  #sent(version: VersionInfo): SentVersion {
    const { id } = version;
    const last = this.#versions.get(id);
    if (last === version) return { id };
    const { changes, ...rest } = version;
    return last !== undefined && last.changes === changes ? rest : version;
  }
}

/** The extension host's end, for one volume. What has not changed is the same object again. */
export class StateReceiver {
  #versions: ReadonlyMap<string, VersionInfo> = new Map();
  #last: VolumeState | undefined;

  /** Undefined for a message from before the volume was taken out of the view and shown again. */
  receive({ active = this.#last?.active, ...state }: SentState): VolumeState | undefined {
    if (active === undefined) return undefined;
    const versions = state.versions.flatMap((sent) => this.#received(sent) ?? []);
    this.#versions = byId(versions);
    const last = this.#last;
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

  #received(sent: SentVersion): VersionInfo | undefined {
    if ('changes' in sent) return sent;
    const last = this.#versions.get(sent.id);
    if (last === undefined || !('name' in sent)) return last;
    return { ...sent, changes: last.changes };
  }
}

function byId(versions: readonly VersionInfo[]): ReadonlyMap<string, VersionInfo> {
  return new Map(versions.map((version) => [version.id, version]));
}

/** The earlier object, if the new one says the same. */
function kept<T>(before: T | undefined, now: T): T {
  return before !== undefined && isDeepStrictEqual(before, now) ? before : now;
}
