// What may be shown and edited as text.

import { isUtf8 } from 'node:buffer';

/** False for bytes that no text editor could give back as they were: invalid UTF-8, or with a NUL. */
export function isText(data: Uint8Array): boolean {
  return !data.includes(0) && isUtf8(data);
}
