// Keys as a `.env` file that dotenv, Docker Compose, Node and a shell read back. Where a value needs escapes they are those
// of Docker Compose, which is what is read here: dotenv and Node know `\n` only, or `\r`, and keep other backslashes.

import { isUtf8 } from 'node:buffer';
import { checkApiKey, type KeyRefusal } from './apiKeys.ts';
import { ManifestError, type Result, resultOf } from './failure.ts';

/** Fails for every key that such a file cannot hold: names with slashes, and values that are no text. */
export function writeEnvFile(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): Result<{ text: string }> {
  return resultOf(() => {
    const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
    const keys = sorted.flatMap(([key, bytes]) => {
      const rule = checkApiKey(key) ?? checkValue(bytes);
      return rule === undefined ? [] : [{ key, rule }];
    });
    if (keys.length > 0) {
      throw new ManifestError({ code: 'invalid-keys', object: { kind: '.env', name }, keys });
    }
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      text: sorted.map(([key, bytes]) => `${key}=${quoted(decoder.decode(bytes))}\n`).join(''),
    };
  });
}

function checkValue(bytes: Uint8Array): KeyRefusal | undefined {
  return isUtf8(bytes) && !bytes.includes(0) ? undefined : 'not-text';
}

/** In single quotes where that is possible: no reader changes what is in them, but line ends of their own kind. */
function quoted(text: string): string {
  if (/^[\w./:@%+,=-]*$/.test(text)) return text;
  // A backslash before the closing quote would escape it, and the next keys would be part of the value.
  if (!/['\r]|\\$/.test(text)) return `'${text}'`;
  const escaped = text
    .replace(/[\\"$`]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
}
