// Manifests of the Kubernetes API: reading what they hold, what a kubelet would make of it, and writing them.
// A bundle of its own, loaded on demand. All results are plain data; failures are values.

export type { ApiKeyRule } from './apiKeys.ts';
export type { FieldRef, ManifestFailure, ObjectRef, Place, Result } from './failure.ts';
export {
  type LeftOutFile,
  type OverwrittenFile,
  payloadOfObject,
  payloadOfVolume,
  type ProjectionOptions,
  type VolumePayload,
} from './payloads.ts';
export { type Manifest, readManifest } from './readManifest.ts';
export type { ManifestObject } from './readObject.ts';
export { readSources, type Source } from './readSources.ts';
export type { KeyToPath, PodVolume, VolumeProjection } from './readVolumes.ts';
export { type ObjectToWrite, writeManifest } from './writeManifest.ts';
export { writeEnvFile } from './writeEnvFile.ts';
export { readSecretValues, writeSecretValues } from './secretValues.ts';
