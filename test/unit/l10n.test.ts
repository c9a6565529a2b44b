// Every message can be translated, and is: into German and Simplified Chinese. `npx l10n-dev export -o l10n src` extracts them anew.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { getL10nJson } from '@vscode/l10n-dev';

type Bundle = Record<string, string>;

const LANGUAGES = ['de', 'zh-cn'];
const read = (path: string): Bundle => JSON.parse(readFileSync(path, 'utf8')) as Bundle;
const english = read('l10n/bundle.l10n.json');
const titles = read('package.nls.json');

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join('src', name), 'utf8'));

/** Whole strings, brackets, and what is between them. */
const PARTS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|[()]|[^'"`()]+/gs;

/** The calls in a source that look up a message, each with its arguments. */
function lookUps(text: string): string[] {
  return [...text.matchAll(/\b(?:vscode\.)?l10n\.t(?=\()/g)].map(({ 0: name, index }) => {
    let [call, depth] = [name, 0];
    for (const [part] of text.slice(index + name.length).matchAll(PARTS)) {
      call += part;
      if (part === '(') depth++;
      if (part === ')' && --depth === 0) break;
    }
    return `${call};`;
  });
}

test('the bundle has every message of the sources, and no other', async () => {
  // The whole sources would take ten seconds.
  const imports = ["import * as vscode from 'vscode';", "import { l10n } from 'vscode';"];
  const contents = [...imports, ...sources.flatMap(lookUps)].join('\n');
  const extracted = await getL10nJson([{ extension: '.ts', contents }]);
  assert.deepEqual(Object.keys(english).sort(), Object.keys(extracted).sort());
});

test('every message is a literal: no other is extracted', () => {
  const calls = [...sources.join('\n').matchAll(/l10n\.t\(\s*(.{0,20})/g)];
  assert.ok(calls.length > 1000, String(calls.length));
  const others = calls.filter(([, argument = '']) => !/^['"]/.test(argument));
  assert.deepEqual(
    others.map(([call]) => call),
    [],
  );
});

test('package.json names a title for each of its placeholders, and there is no other', () => {
  const used = readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g);
  assert.deepEqual(
    [...new Set([...used].map(([, key = '']) => key))].sort(),
    Object.keys(titles).sort(),
  );
});

/** What must be in a translation as well: places for names, icons, code. */
function fixed(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}|\$\([\w-]+\)|`[^`]+`/g))].sort();
}

for (const language of LANGUAGES) {
  for (const [what, original, path] of [
    ['messages', english, `l10n/bundle.l10n.${language}.json`],
    ['titles', titles, `package.nls.${language}.json`],
  ] as const) {
    test(`the ${what} are whole in ${language}, with the same places for names`, () => {
      const translated = read(path);
      assert.deepEqual(Object.keys(translated).sort(), Object.keys(original).sort());
      for (const [key, text] of Object.entries(original)) {
        const translation = translated[key] ?? '';
        assert.ok(translation.trim() !== '', key);
        assert.deepEqual(fixed(translation), fixed(text), key);
        assert.equal(/^\s|\s$/.test(translation), /^\s|\s$/.test(text), key);
        assert.equal(translation.endsWith('…'), text.endsWith('…'), key);
      }
    });
  }
}
