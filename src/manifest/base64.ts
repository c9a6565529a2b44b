// Base64 as Go reads it for the API: the standard alphabet with padding; line ends count for nothing, blanks do not.

/** Undefined for what the API refuses; Node's own decoder takes anything. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/[\r\n]/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  // A copy: small Buffers are parts of a pool that other values are in, and would be sent along with it.
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
