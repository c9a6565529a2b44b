// What kubectl reads an unquoted YAML scalar as. It follows YAML 1.1, with exceptions; the `yaml` package follows 1.2.
//
//   yes, on, y, Off   booleans, in 1.2 strings
//   0644, 0o644       octal; 1.2 reads the first as decimal
//   1_000             a number, in 1.2 a string
//   2001-01-01, 1:30  strings for kubectl as in 1.2, though not in 1.1
//
// test/fixtures/manifests/plain-scalars.json has what kubectl itself answered.

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const BOOLEANS = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (text) => [text, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (text) => [text, false] as const,
  ),
]);
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const PREFIXED = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

export type PlainScalar =
  | { type: 'string'; text: string }
  | { type: 'null' }
  | { type: 'boolean'; value: boolean }
  | { type: 'number'; value: number };

export function readPlainScalar(text: string): PlainScalar {
  if (NULLS.has(text)) return { type: 'null' };
  const boolean = BOOLEANS.get(text);
  if (boolean !== undefined) return { type: 'boolean', value: boolean };
  const number = /^[-+.\d]/.test(text) ? numberOf(text) : undefined;
  return number === undefined ? { type: 'string', text } : { type: 'number', value: number };
}

/** Undefined for what is no number. */
function numberOf(text: string): number | undefined {
  if (NOT_FINITE.test(text)) return NaN;
  const digits = text.replaceAll('_', '');
  const [, sign, prefixed] = PREFIXED.exec(digits) ?? [];
  if (prefixed !== undefined) {
    const value = Number(prefixed.replace(/^0[oO]?(?=[0-7])/, '0o'));
    return sign === '-' ? -value : value;
  }
  // Too large a number is a string.
  return DECIMAL.test(digits) && Number.isFinite(Number(digits)) ? Number(digits) : undefined;
}
