// All volumes for a language model: what each is, where, which version, and what is wrong.

import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainProblem } from '../explain/explainProblem.ts';
import { shown } from '../explain/format.ts';
import { explainActive } from '../explain/explainState.ts';
import { volumeKind } from '../explain/explainOrigin.ts';
import { isoTime } from './dates.ts';
import { warningWords } from './warningWords.ts';

/** A node has hundreds; a model forgets what is in the middle of a long answer. */
const VOLUMES = 100;
const PROBLEMS = 5;

export function listVolumes(states: readonly VolumeState[]) {
  const leftOut = states.length - VOLUMES;
  return {
    volumes: states.slice(0, VOLUMES).map(inShort),
    ...(leftOut > 0 && { leftOut }),
  };
}

function inShort(state: VolumeState) {
  const problems = problemsOf(state);
  return {
    ...identityOf(state),
    ...activeOf(state),
    problems: problems.slice(0, PROBLEMS),
    problemCount: problems.length,
  };
}

export function identityOf(state: VolumeState) {
  const { dir, origin, access, hangs } = state;
  const kind = volumeKind(state);
  return {
    path: shown(dir),
    ...(kind !== '' && { kind }),
    ...('volumeName' in origin && { volumeName: shown(origin.volumeName) }),
    ...('podUid' in origin && origin.podUid !== undefined && { podUid: shown(origin.podUid) }),
    access,
    ...(hangs === true && { hangs }),
  };
}

export function activeOf(state: VolumeState) {
  const { active } = state;
  if (active.state !== 'read') {
    return { state: active.state, explanation: explainActive(state)?.long ?? '' };
  }
  return {
    version: shown(active.version),
    writtenAt: isoTime(active.writtenAt),
    keyCount: active.keys.length,
  };
}

/** In short. */
function problemsOf({ problems, warnings, origin }: VolumeState): string[] {
  return [
    ...problems.map((problem) => explainProblem(problem, origin).short),
    ...warnings.map((warning) => warningWords(warning)),
  ];
}
