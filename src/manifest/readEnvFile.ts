// A `.env` file as keys. There is no standard: this takes what dotenv, Docker Compose and Node agree on, and refuses what
// they would drop or read differently, with its line.

import { checkApiKey } from './apiKeys.ts';
import { checkTextSize } from './documents.ts';
import { type EnvProblem, ManifestError, type Place } from './failure.ts';
import type { ManifestObject } from './readObject.ts';

/** An empty line, a comment, or what may follow a closing quote. */
const REST = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const NAME = /[ \t]*(?:export[ \t]+)?([-.\w]+)[ \t]*=[ \t]*/y;
/** Single quotes and backticks take everything as it is, double quotes have escapes; all go over line ends. */
const QUOTED = /'([^']*)'|`([^`]*)`|"([^"\\]*(?:\\[^][^"\\]*)*)"/y;
const PLAIN = /[^\n]*/y;

const ESCAPED: Partial<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** `${NAME}` stays as it is: what it means is known only where the file is used. */
export function readEnvFile(name: string, source: string): ManifestObject {
  checkTextSize(source);
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const object = { kind: '.env', name } as const;
  const data = new Map<string, Uint8Array>();
  let at = 0;
  while (at < text.length) {
    const empty = match(REST, at);
    if (empty !== undefined) {
      at += empty[0].length;
      continue;
    }
    const named = match(NAME, at);
    const [all, key] = named ?? [];
    if (all === undefined || key === undefined) throw problem('no-name', at);
    checkKey(key, at);
    at += all.length;
    const [value, end] = valueAt(at);
    data.set(key, new TextEncoder().encode(value));
    at = end;
  }
  return { ...object, immutable: false, data, at: { line: 1, column: 1 } };

  function valueAt(start: number): [value: string, end: number] {
    if (!/['"`]/.test(text[start] ?? '')) {
      const [line = ''] = match(PLAIN, start) ?? [];
      const value = line.replace(/(?:^|[ \t])#[^]*$/, '');
      // There a comment begins for dotenv and Node, but not for Docker Compose and a shell.
      const hash =
        line.startsWith('#') && !/[ \t]/.test(text[start - 1] ?? '') ? 0 : value.indexOf('#');
      if (hash !== -1) throw problem('hash', start + hash);
      return [value.replace(/[ \t]+$/, ''), start + line.length];
    }
    const quoted = match(QUOTED, start);
    if (quoted === undefined) throw problem('open-quote', start);
    const [all, single, backticks, double = ''] = quoted;
    const end = start + all.length;
    // For dotenv and Docker Compose such a quote closes nothing.
    if ((single ?? backticks)?.endsWith('\\') === true) throw problem('backslash', end - 2);
    const rest = match(REST, end);
    if (rest === undefined) throw problem('after-quote', end);
    const unescaped = double.replace(/\\([nrt\\"'`$])/g, (_, c: string) => ESCAPED[c] ?? c);
    return [single ?? backticks ?? unescaped, end + rest[0].length];
  }

  function checkKey(key: string, offset: number): void {
    if (data.has(key)) throw new ManifestError({ code: 'duplicate-key', key, at: placeAt(offset) });
    const rule = checkApiKey(key);
    if (rule === undefined) return;
    const keys = [{ key, rule }];
    throw new ManifestError({ code: 'invalid-keys', object, keys, at: placeAt(offset) });
  }

  function match(pattern: RegExp, offset: number): RegExpExecArray | undefined {
    pattern.lastIndex = offset;
    return pattern.exec(text) ?? undefined;
  }

  function problem(what: EnvProblem, offset: number): ManifestError {
    return new ManifestError({ code: 'env-file', problem: what, at: placeAt(offset) });
  }

  function placeAt(offset: number): Place {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}
