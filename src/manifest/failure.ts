// What can be wrong with a manifest, as data: keys, names and places, never a value. Sentences are made where shown.

import type { KeyRule } from '../volume/failure.ts';
import type { KeyRefusal } from './apiKeys.ts';

/** Where in the text; both count from 1, columns in UTF-16 units as editors do. */
export interface Place {
  line: number;
  column: number;
}

/** What a person calls an object. `name` is missing where the text gives none. */
export interface ObjectRef {
  kind: string;
  name?: string;
  /** Where it has no name: the cluster adds to this to make one. */
  generateName?: string;
  namespace?: string;
}

export type ValueType = 'map' | 'list' | 'string' | 'number' | 'boolean' | 'null';

export type SyntaxProblem =
  | 'indentation'
  | 'tab'
  /** A quote, bracket or colon is missing. */
  | 'incomplete'
  | 'escape'
  /** `@`, a backtick or `%` begins a value. */
  | 'start'
  /** A mapping begins in the middle of a line: `a: b: c`. */
  | 'nested'
  | 'multi-line-key'
  /** Lines of blanks end a block that gives its indentation, as `|2` does. */
  | 'block-end'
  | 'directive'
  | 'unexpected';

/** What is wrong with a line of a `.env` file. */
export type EnvProblem = 'no-name' | 'open-quote' | 'after-quote' | 'backslash' | 'hash';

/** A part of an object; `path` as in `spec.volumes[0].name`, `key` where it is the value of a key of the user's. */
export interface FieldRef {
  object: ObjectRef | undefined;
  path: string;
  key?: string;
  at: Place;
}

export type ManifestFailure =
  | { code: 'text-too-large'; bytes: number; limit: number }
  /** Tokens and lines: the text would take too long to read. */
  | { code: 'too-many-parts'; limit: number }
  | { code: 'syntax'; problem: SyntaxProblem; at: Place }
  /** A character that kubectl refuses, or takes for a line break. */
  | { code: 'raw-character'; codePoint: number; at: Place }
  | { code: 'env-file'; problem: EnvProblem; at: Place }
  /** The text has no Secret (any more) where one was. */
  | { code: 'no-secret' }
  /** A Secret is written with anchors, merge keys or tags: values in it are not changed one by one. */
  | { code: 'not-editable'; at: Place }
  /** Something else than `key: value` among decoded values. */
  | { code: 'not-values'; at: Place }
  | { code: 'too-deep'; at: Place }
  /** A tag such as `!!binary` or `!Ref`. */
  | { code: 'tag'; at: Place }
  /** An alias whose anchor is not before it. */
  | { code: 'unknown-alias'; at: Place }
  /** With its aliases written out the text would be too large. */
  | { code: 'too-many-aliases'; limit: number; at: Place }
  | { code: 'duplicate-key'; key: string; at: Place }
  /** A key that is a list or a mapping, as an unquoted `{{ template }}` is. */
  | { code: 'complex-key'; at: Place }
  /** `<<` with something else than mappings. */
  | { code: 'merge-key'; at: Place }
  /** A document or list item without `apiVersion` and `kind`. */
  | { code: 'not-an-object'; at: Place }
  | { code: 'missing-field'; field: FieldRef }
  /** `instead`: what was meant, perhaps. */
  | { code: 'unknown-field'; field: FieldRef; instead?: string }
  /** SOPS has made ciphertext of the values. */
  | { code: 'encrypted'; field: FieldRef }
  | { code: 'wrong-type'; field: FieldRef; expected: ValueType; actual: ValueType }
  /** An unquoted key that kubectl would change: it reads `yes` as `true`, and `010` as `8`. */
  | { code: 'unquoted-key'; field: FieldRef }
  /** Half a surrogate pair, which has no UTF-8. */
  | { code: 'not-unicode'; field: FieldRef }
  | { code: 'invalid-base64'; field: FieldRef }
  /** In `data` and in `binaryData`. */
  | { code: 'key-in-both'; field: FieldRef }
  /** `field` where it was read, not where the mode was passed in. */
  | { code: 'invalid-mode'; mode: number; field?: FieldRef }
  | { code: 'object-too-large'; object: ObjectRef; bytes: number; limit: number }
  /** `at` where they were read. */
  | {
      code: 'invalid-keys';
      object: ObjectRef;
      keys: { key: string; rule: KeyRefusal }[];
      at?: Place;
    }
  | { code: 'invalid-name'; part: 'name' | 'namespace'; name: string }
  /** The manifest has no such object; `volume` wants it. */
  | { code: 'missing-object'; object: ObjectRef; volume: string }
  | { code: 'missing-key'; object: ObjectRef; key: string }
  | { code: 'invalid-path'; path: string; rule: KeyRule }
  /** `a` and `./a`. */
  | { code: 'same-path'; path: string; other: string }
  /** `other` is a file, and `path` needs a directory of that name. */
  | { code: 'file-and-directory'; path: string; other: string };

/** Where to look in the text; undefined for what has no place in it. */
export function placeOf(failure: ManifestFailure): Place | undefined {
  if ('at' in failure) return failure.at;
  return 'field' in failure ? failure.field?.at : undefined;
}

/** Thrown inside, so that reading stays straight; every function of index.ts returns it as a value. */
export class ManifestError extends Error {
  readonly failure: ManifestFailure;

  constructor(failure: ManifestFailure, options?: ErrorOptions) {
    super(failure.code, options);
    this.name = 'ManifestError';
    this.failure = failure;
  }
}

export type Result<T> = ({ ok: true } & T) | { ok: false; failure: ManifestFailure };

/** What `action` returns, or the failure that it throws; any other error is a bug and is thrown on. */
export function resultOf<T extends object>(action: () => T): Result<T> {
  try {
    return { ok: true, ...action() };
  } catch (error) {
    if (error instanceof ManifestError) return { ok: false, failure: error.failure };
    throw error;
  }
}
