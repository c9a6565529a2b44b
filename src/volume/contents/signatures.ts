// What values begin with or look like: the one place for the patterns of PEM and of tokens.

/** The begin of any PEM block. */
export const PEM_BEGIN = '-----BEGIN ';

/** Labels of the blocks that are read here. */
export const PEM_LABEL =
  '(?:(?:X509 |TRUSTED )?CERTIFICATE)|(?:(?:RSA |EC |DSA |ENCRYPTED |OPENSSH )?PRIVATE KEY)';

/** A block of any label, on a line of its own. */
export const PEM_LINE = /^-----BEGIN [A-Z0-9 ]+-----[ \t]*$/m;

/** Wherever it stands: what holds it is secret even if no program could load it. */
export const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/;

export interface Jwt {
  /** Undefined for one that is encrypted. */
  claims: Readonly<Record<string, unknown>> | undefined;
}

const MAX_JWT_BYTES = 16_384;

/**
 * Three base64url parts, the first of which is a JSON object; five where it is encrypted. The object may be written with
 * blanks, so the first part begins with `ey` or `ew`.
 */
const JWT = /^\s*(?:[Bb]earer[ \t]+)?(e[yw][\w-]+)\.([\w-]*)\.[\w-]*(\.[\w-]*\.[\w-]*)?\s*$/;

/** The token in a file, which may have `Bearer` before it; undefined for anything else, which nearly every file is. */
export function readJwt(data: Uint8Array): Jwt | undefined {
  if (data.length > MAX_JWT_BYTES || !mayBeJwt(data)) return undefined;
  const [, header, payload, rest] = JWT.exec(Buffer.from(data).toString('latin1')) ?? [];
  const { alg, enc } = decoded(header) ?? {};
  if (typeof alg !== 'string') return undefined;
  if (rest !== undefined) return typeof enc === 'string' ? { claims: undefined } : undefined;
  const claims = decoded(payload);
  return claims === undefined ? undefined : { claims };
}

/** Looks at a few bytes only: this is asked of every file. */
function mayBeJwt(data: Uint8Array): boolean {
  const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
  const start = data.findIndex((byte) => !isSpace(byte));
  const two = String.fromCharCode(data[start] ?? 0, data[start + 1] ?? 0);
  return ['ey', 'ew', 'Be', 'be'].includes(two);
}

function decoded(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
