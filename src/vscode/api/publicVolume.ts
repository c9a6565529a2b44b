// A volume as other programs see it: a shape that stays when ours changes, without values and without what tells of them.

import type { ActiveVersion, Key, KeyChange, Version, Volume, VolumeProblem } from '../../api.ts';
import { expiryOf } from '../../volume/credentials/expiry.ts';
import { isSecretKey } from '../../volume/credentials/secrecy.ts';
import type { KeyInfo, VersionInfo, VolumeState } from '../../worker/protocol/state.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { explainProblem } from '../explain/explainProblem.ts';
import { activeVersionId } from '../volumes/volumes.ts';

/** Made once for each state. */
const shapes = new WeakMap<VolumeState, Volume>();
const states = new WeakMap<Volume, VolumeState>();

export function publicVolume(state: VolumeState): Volume {
  let volume = shapes.get(state);
  if (volume === undefined) {
    shapes.set(state, (volume = toPublic(state)));
    states.set(volume, state);
  }
  return volume;
}

/** What it was made from; undefined for what was not made here. */
export function stateOf(volume: Volume): VolumeState | undefined {
  return states.get(volume);
}

function toPublic(state: VolumeState): Volume {
  const { dir, origin, access, hangs, versions } = state;
  const active = publicActive(state);
  return {
    dir,
    kind: kindOf(state),
    ...('volumeName' in origin && { volumeName: origin.volumeName }),
    ...('podUid' in origin && origin.podUid !== undefined && { podUid: origin.podUid }),
    isWritable: access === 'writable',
    isAnswering: hangs !== true,
    state: stateWord(state),
    ...(active !== undefined && { active }),
    versions: versions.map(publicVersion),
    problems: publicProblems(state),
  };
}

function kindOf({ origin }: VolumeState): Volume['kind'] {
  switch (origin.kind) {
    case 'configMap':
    case 'secret':
    case 'projected':
    case 'downwardAPI':
    case 'csi':
      return origin.kind;
    case 'onTmpfs':
    case 'inSandbox':
    case 'atomicWriter':
    case 'svidlet':
    case 'gitSync':
    case 'unknown':
      return 'other';
  }
}

function stateWord({ active }: VolumeState): Volume['state'] {
  switch (active.state) {
    case 'read':
      return 'read';
    case 'no-data-link':
    case 'emptied':
      return 'empty';
    case 'no-target-directory':
    case 'removed':
      return 'missing';
    case 'not-a-directory':
    case 'data-not-a-link':
    case 'dangling':
    case 'outside':
    case 'version-not-a-directory':
      return 'broken';
    case 'sub-path':
      return 'sub-path';
    case 'unreadable':
    case 'too-large':
    case 'unsettled':
      return 'unreadable';
  }
}

function publicActive(state: VolumeState): ActiveVersion | undefined {
  const { active, secrecy } = state;
  const id = activeVersionId(state);
  if (active.state !== 'read' || id === undefined) return undefined;
  const keys = active.keys.map((info) => publicKey(info, isSecretKey(secrecy, info.key)));
  return { id, name: active.version, keys };
}

function publicKey({ key, size, mode, digest, credential }: KeyInfo, isSecret: boolean): Key {
  const expiresAt = credential && expiryOf(credential);
  return {
    key,
    size,
    mode,
    isSecret,
    ...(!isSecret && { digest: Buffer.from(digest, 'base64url').toString('hex') }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function publicVersion(version: VersionInfo): Version {
  const { id, name, writtenAt, isActive, isOnDisk, isKept } = version;
  const changes = version.changes?.map(({ key, kind }): KeyChange => ({ key, kind }));
  return { id, name, writtenAt, isActive, isOnDisk, isKept, ...(changes && { changes }) };
}

function publicProblems({ problems, warnings, origin }: VolumeState): VolumeProblem[] {
  const told = (kind: string, { short, long }: { short: string; long: string }) => ({
    kind,
    message: `${short}. ${long}`,
  });
  return [
    ...problems.map((problem) => told(problem.kind, explainProblem(problem, origin))),
    ...warnings.map((warning) => told(warning.kind, explainCredentialWarning(warning))),
  ];
}
