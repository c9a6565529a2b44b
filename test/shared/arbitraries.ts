// Random payloads: few names, so that keys are shared, change type and nest; sometimes no keys at all.

import { fc } from './fastCheck.ts';
import { type FileProjection, VolumeError } from '../../src/volume/index.ts';
import { parsePayload } from '../../src/volume/payload.ts';

export type RandomPayload = Map<string, Required<FileProjection>>;

const name = fc.constantFrom('a', 'b', 'conf', '.hidden', 'mit Leerzeichen', 'ключ', 'x..y');
const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const data = fc.oneof(
  fc
    .constantFrom('', 'old', 'new', 'two\nlines\n')
    .map((text) => new Uint8Array(Buffer.from(text))),
  fc.uint8Array({ maxLength: 40 }),
);
// Each with the owner's right to read: tests need not run as root.
const mode = fc.constantFrom(0o644, 0o600, 0o400, 0o440, 0o755, 0o777);

export const payloads: fc.Arbitrary<RandomPayload> = fc
  .uniqueArray(fc.tuple(key, fc.record({ data, mode })), { maxLength: 6, selector: ([key]) => key })
  .map((entries) => {
    const payload: RandomPayload = new Map();
    for (const [key, file] of entries) {
      payload.set(key, file);
      if (!isValid(payload)) payload.delete(key);
    }
    return payload;
  });

/** False when one key is a directory of another. */
function isValid(payload: RandomPayload): boolean {
  try {
    parsePayload(payload);
    return true;
  } catch (error) {
    if (error instanceof VolumeError && error.failure.code === 'file-and-directory') return false;
    throw error;
  }
}
