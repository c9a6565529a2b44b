// Several files that belong together, such as a Deployment and its ConfigMap, read as one manifest.

import { isEnvFile } from './envFileName.ts';
import { type ManifestFailure, type Result, resultOf } from './failure.ts';
import { readEnvFile } from './readEnvFile.ts';
import { type Manifest, readManifest } from './readManifest.ts';

/** One file, or what is in an editor. */
export interface Source {
  /** As a person calls it. */
  name: string;
  text: string;
}

type ReadSources =
  | { ok: true; manifest: Manifest }
  /** `source`: the index of the one that is wrong. */
  | { ok: false; failure: ManifestFailure; source: number };

/** The first thing that is wrong in any of them makes it a failure. */
export function readSources(sources: readonly Source[]): ReadSources {
  const manifests: Manifest[] = [];
  for (const [source, { name, text }] of sources.entries()) {
    const read = isEnvFile(name) ? readEnv(name, text) : readManifest(text);
    if (!read.ok) return { ...read, source };
    manifests.push(read.manifest);
  }
  return {
    ok: true,
    manifest: {
      objects: manifests.flatMap(({ objects }) => objects),
      volumes: manifests.flatMap(({ volumes }) => volumes),
      leftOut: manifests.flatMap(({ leftOut }) => leftOut),
    },
  };
}

function readEnv(name: string, text: string): Result<{ manifest: Manifest }> {
  return resultOf(() => {
    return { manifest: { objects: [readEnvFile(name, text)], volumes: [], leftOut: [] } };
  });
}
