// The list of what always holds names tests that there are.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const list = readFileSync('src/volume/index.ts', 'utf8');
const named = [...list.matchAll(/^\/\/ {3}([\w/]+): (.+)$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

/** Matches the names of the tests in a file; what is filled in may be anything. */
function testNames(file: string): RegExp[] {
  const source = readFileSync(`test/unit/${file}.test.ts`, 'utf8');
  return [...source.matchAll(/\btest\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(
    ([, quote, name = '']) => {
      const parts = quote === '`' ? name.split(/\$\{[^}]*\}/) : [name];
      const literal = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      return new RegExp(`^${literal.join('.*')}$`);
    },
  );
}

test('each test that the list of invariants names is there', () => {
  assert.ok(named.length > 10, `only ${named.length}`);
  assert.deepEqual(
    named.filter(({ file, name }) => !testNames(file).some((pattern) => pattern.test(name))),
    [],
  );
});
