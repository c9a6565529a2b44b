// What the bytes of a key are: text in some language, binary, or nothing. The contents decide, the name is a hint.

import { languageOfName } from './languageNames.ts';
import { PEM_LINE } from './signatures.ts';
import { isText } from './text.ts';
import { shapeOf } from './textShape.ts';

export type ContentType =
  | { kind: 'empty' }
  | { kind: 'binary' }
  /** `language`: as VS Code's identifiers of languages; `toml` and `pem`, which it lacks, as extensions name them. */
  | { kind: 'text'; language: string };

/** How far into a text to look. */
const LOOK_BYTES = 16_384;
/** A JSON text is parsed whole or not at all: 256 kB take 2 ms. */
const MAX_JSON_BYTES = 262_144;

export function contentTypeOf(name: string, data: Uint8Array): ContentType {
  if (data.length === 0) return { kind: 'empty' };
  return isText(data) ? { kind: 'text', language: languageOf(name, data) } : { kind: 'binary' };
}

function languageOf(name: string, data: Uint8Array): string {
  const text = beginningOf(data);
  const certain = signature(text) ?? (isJson(data) ? 'json' : undefined);
  const named = languageOfName(name);
  if (named !== undefined && !contradicts(named, text, certain)) return named;
  return certain ?? shapeOf(text);
}

/** Whole lines, unless there is but one. */
function beginningOf(data: Uint8Array): string {
  const text = decoded(data.subarray(0, LOOK_BYTES));
  if (data.length <= LOOK_BYTES) return text;
  return text.slice(0, text.lastIndexOf('\n') + 1) || text;
}

/** Without a byte order mark. */
function decoded(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length)
    .toString()
    .replace(/^\uFEFF/, '');
}

/** Languages that say what they are. */
function signature(text: string): string | undefined {
  const interpreter =
    /^#!.*?\b(sh|bash|dash|zsh|ksh|fish|python|node|perl|ruby|lua|php|pwsh)[\d.]*\b/
      .exec(text)
      ?.at(1);
  if (interpreter !== undefined) return INTERPRETERS[interpreter] ?? 'shellscript';
  if (PEM_LINE.test(text)) return 'pem';
  if (/^\s*<\?xml\s/.test(text)) return 'xml';
  if (/^\s*<(!doctype html|html)\b/i.test(text)) return 'html';
  return undefined;
}

const INTERPRETERS: Readonly<Record<string, string>> = {
  python: 'python',
  node: 'javascript',
  perl: 'perl',
  ruby: 'ruby',
  lua: 'lua',
  php: 'php',
  pwsh: 'powershell',
};

/** An object or an array: every number is JSON too. */
function isJson(data: Uint8Array): boolean {
  if (data.length > MAX_JSON_BYTES) return false;
  const text = decoded(data);
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text cannot be of the language that its name tells. One with a mistake in it still is. */
function contradicts(named: string, text: string, certain: string | undefined): boolean {
  switch (named) {
    case 'json':
    case 'jsonc':
      // Comments may come first.
      return certain === 'json' ? false : !/^\s*(["{[]|\/[/*]|-?\d|true|false|null)/.test(text);
    case 'yaml': // JSON is YAML
    case 'javascript':
      return certain !== undefined && certain !== 'json' && certain !== named;
    case 'xml':
    case 'html':
      return !/^\s*</.test(text);
    case 'pem':
      return certain !== 'pem';
    case 'plaintext':
    case 'markdown':
    case 'log':
      return false;
    default:
      return certain !== undefined && certain !== named;
  }
}
