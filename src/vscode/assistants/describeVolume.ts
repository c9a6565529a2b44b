// One volume for a language model: keys with sizes, modes, digests and links, versions, problems, dates of credentials.

import { isSecretKey } from '../../volume/credentials/secrecy.ts';
import { VolumeError } from '../../volume/failure.ts';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import type { KeyInfo, VersionInfo, VolumeState } from '../../worker/protocol/state.ts';
import { explainOrigin } from '../explain/explainOrigin.ts';
import { explainProblem } from '../explain/explainProblem.ts';
import { explainAccess } from '../explain/explainState.ts';
import { explainAction, formatAfter } from '../explain/explainTimeline.ts';
import { formatMode, shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { credentialDates } from './credentialDates.ts';
import { isoTime } from './dates.ts';
import { activeOf, identityOf } from './listVolumes.ts';
import { warningWords } from './warningWords.ts';

/** More is not read by a model either, and each key's links are asked of the file system. */
const KEYS = 100;
const VERSIONS = 20;
const CHANGES = 20;
const EVENTS = 30;

/**
 * A value can be found out from its digest by trying, if it is short. So there is none for a short value, whatever it
 * looks like: that a key is no secret is a guess. There is none for any secret key: a password is easier to guess than
 * its length says, and what a model is told may be kept for long, where others can try.
 */
const SHORT_BYTES = 16;

/** @param wanted keys to describe; the first of all unless given */
export async function describeVolume(
  volumes: Volumes,
  state: VolumeState,
  wanted: readonly string[] = [],
) {
  const { active, versions, problems, warnings } = state;
  const all = active.state === 'read' ? active.keys : [];
  const asked = wanted.length === 0 ? all : all.filter(({ key }) => wanted.includes(key));
  const described = asked.slice(0, KEYS);
  const access = explainAccess(state.access);
  return {
    ...identityOf(state),
    origin: explainOrigin(state),
    ...(access !== undefined && { accessExplained: access }),
    ...activeOf(state),
    keys: await Promise.all(described.map(async (info) => describeKey(volumes, state, info))),
    ...(asked.length > KEYS && { keysLeftOut: asked.length - KEYS }),
    versions: versions.slice(0, VERSIONS).map(describeVersion),
    problems: [
      ...problems
        .map((problem) => explainProblem(problem, state.origin))
        .map(({ short, long }) => `${short}. ${long}`),
      ...warnings.map(warningWords),
    ],
  };
}

async function describeKey(volumes: Volumes, state: VolumeState, info: KeyInfo) {
  const { key, size, mode, digest, isText, credential } = info;
  const isSecret = isSecretKey(state.secrecy, key);
  return {
    key: shown(key),
    size,
    mode: formatMode(mode),
    isText,
    isSecret,
    ...(!isSecret &&
      size >= SHORT_BYTES && { sha256: Buffer.from(digest, 'base64url').toString('hex') }),
    ...(credential && { credential: credentialDates(credential) }),
    links: await linksOf(volumes, state.dir, key),
  };
}

/** As `ls -l` has them, from the name that programs open to the file. */
async function linksOf(volumes: Volumes, dir: string, key: string): Promise<string[]> {
  try {
    const chain = await volumes.client.request('linkChain', { dir, key });
    return chain.map(({ path, target, stat }: LinkChainStep) => {
      if (target !== undefined) return `${shown(path)} -> ${shown(target)}`;
      return stat === undefined ? `${shown(path)}: nothing there` : `${shown(path)}: ${stat.kind}`;
    });
  } catch (error) {
    // Its file system does not answer, or another volume is there now.
    if (error instanceof VolumeError) return [];
    throw error;
  }
}

function describeVersion({ name, writtenAt, isActive, isOnDisk, ...version }: VersionInfo) {
  const { changes = [], timeline } = version;
  return {
    name: shown(name),
    writtenAt: isoTime(writtenAt),
    isActive,
    isOnDisk,
    ...(version.isPublishedHere && { isPublishedHere: true }),
    changes: changes.slice(0, CHANGES).map(({ key, kind }) => `${kind} ${shown(key)}`),
    ...(timeline && {
      timedBy: timeline.timedBy,
      timeline: timeline.events
        .slice(0, EVENTS)
        .map((event) => `${formatAfter(event.after)} ${explainAction(event).short}`),
    }),
    ...(changes.length > CHANGES && { changesLeftOut: changes.length - CHANGES }),
  };
}
