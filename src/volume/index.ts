// The core, for other programs: what a projected volume is, reading it whole and publishing to it.

export {
  AtomicWriter,
  type WriteResult,
  type WriterOptions,
  type WriteStep,
} from './atomicWriter.ts';
export { type Failure, type KeyRule, type UnreadReason, VolumeError } from './failure.ts';
export { type FileSystem, nodeFileSystem } from './fileSystem.ts';
export type { FileProjection, KeyPath, Payload } from './payload.ts';
export { type KeyFile, type Limits, readSnapshot, type Snapshot } from './snapshot.ts';
