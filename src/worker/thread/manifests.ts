// Reads and writes manifests in the worker, since a large one would block the extension host. The bundle, mostly a YAML
// parser, is loaded with the first manifest.

import type { Requests } from '../protocol/protocol.ts';

const load = async () => import('../../manifest/index.ts');

type Params<M extends keyof Requests> = Requests[M]['params'];
type Answer<M extends keyof Requests> = Promise<Requests[M]['result']>;

export async function readManifest({ sources }: Params<'readManifest'>): Answer<'readManifest'> {
  return (await load()).readSources(sources);
}

export async function manifestPayload({
  sources,
  choice,
}: Params<'manifestPayload'>): Answer<'manifestPayload'> {
  const { payloadOfObject, payloadOfVolume, readSources } = await load();
  const read = readSources(sources);
  if (!read.ok) return read;
  const { objects, volumes } = read.manifest;
  const object = choice.type === 'object' ? objects[choice.index] : undefined;
  const volume = choice.type === 'volume' ? volumes[choice.index] : undefined;
  if (volume !== undefined) return payloadOfVolume(volume, objects);
  if (object === undefined || choice.type === 'volume') throw new Error('No such part.');
  // Not as `items`: none of these means all.
  const data = new Map([...object.data].filter(([key]) => choice.keys.includes(key)));
  const made = payloadOfObject({ ...object, data }, { defaultMode: choice.defaultMode });
  return made.ok ? { ...made, leftOut: [], overwritten: [] } : made;
}

export async function writeManifest(
  { object, without }: Params<'writeManifest'>,
  all: ReadonlyMap<string, Uint8Array>,
): Answer<'writeManifest'> {
  const { writeEnvFile, writeManifest } = await load();
  const files = new Map([...all].filter(([key]) => !without.includes(key)));
  return object.kind === '.env'
    ? writeEnvFile(object.name, files)
    : writeManifest({ ...object, files });
}

export async function readSecretValues({
  manifest,
  index,
}: Params<'readSecretValues'>): Answer<'readSecretValues'> {
  return (await load()).readSecretValues(manifest, index);
}

export async function writeSecretValues({
  manifest,
  index,
  values,
}: Params<'writeSecretValues'>): Answer<'writeSecretValues'> {
  return (await load()).writeSecretValues(manifest, index, values);
}
