// Which keys and how many bytes the Kubernetes API takes in a ConfigMap or Secret.

/** Why the API refuses a key; the order is that of its checks. */
export type ApiKeyRule = 'too-long' | 'characters' | 'dots';

/** Why a key is in no manifest or file that is written. */
export type KeyRefusal = ApiKeyRule | 'not-text';

const MAX_KEY_LENGTH = 253;

/** Bytes of all values of one object (in `data` and `binaryData` together, decoded); keys are not counted. */
export const MAX_OBJECT_BYTES = 2 ** 20;

/** The first rule of the API server's that `key` breaks, or undefined for one that it takes. */
export function checkApiKey(key: string): ApiKeyRule | undefined {
  if (key.length > MAX_KEY_LENGTH) return 'too-long';
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return 'characters';
  return key === '.' || key.startsWith('..') ? 'dots' : undefined;
}
