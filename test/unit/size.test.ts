// What everyone downloads, and what every window loads.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const sizeOf = (name: string): number => statSync(join('dist', name)).size;

/** A bundle with the chunks that it cannot do without, and theirs: what Node reads when it loads the bundle. */
function loadedWith(name: string, seen = new Set<string>()): Set<string> {
  seen.add(name);
  const source = readFileSync(join('dist', name), 'utf8');
  // On demand is `Promise.resolve().then(()=>…require("./commands.cjs"))`.
  for (const [, chunk = ''] of source.matchAll(/(?<!=>\w*\(?)require\("\.\/([\w-]+\.cjs)"\)/g)) {
    if (!seen.has(chunk)) loadedWith(chunk, seen);
  }
  return seen;
}

const limits: [bundle: string, when: string, limit: number][] = [
  ['extension.cjs', 'when it activates the extension', 20_000],
  ['composition.cjs', 'until it shows volumes', 160_000],
];
for (const [bundle, when, limit] of limits) {
  test(`a window loads ${limit / 1000} kB of JavaScript at most ${when}`, () => {
    const files = [...loadedWith(bundle)];
    const bytes = files.reduce((sum, name) => sum + sizeOf(name), 0);
    assert.ok(bytes <= limit, `${files.join()}: ${bytes} bytes`);
    assert.ok(!files.includes('commands.cjs') && !files.includes('manifest.cjs'));
  });
}

// Of it about 180 kB are the YAML parser, chokidar and the debug adapter.
test('the JavaScript of the extension is 650 kB at most', () => {
  const bundles = readdirSync('dist').filter((name) => name.endsWith('.cjs'));
  const bytes = bundles.reduce((sum, name) => sum + sizeOf(name), 0);
  assert.ok(bytes <= 650_000, `${bytes} bytes`);
});

test('no bundle copies the names of the API of VS Code', () => {
  const copying = readdirSync('dist')
    .filter((name) => name.endsWith('.cjs'))
    .filter((name) => /[\w$]\(require\("vscode"\)/.test(readFileSync(join('dist', name), 'utf8')));
  assert.deepEqual(copying, []);
});

test('no bundle requires the API of VS Code twice, nor another module', () => {
  for (const name of readdirSync('dist').filter((each) => each.endsWith('.cjs'))) {
    const required = [
      ...readFileSync(join('dist', name), 'utf8').matchAll(/=\W*require\("[^"]+"\)/g),
    ];
    const modules = required.map(([text]) => text.replace(/^\W*/, ''));
    assert.deepEqual(modules, [...new Set(modules)], name);
  }
});

test('what a window loads when it activates the extension is one chunk, and until it shows volumes one more', () => {
  assert.equal(loadedWith('extension.cjs').size, 2);
  assert.equal(loadedWith('composition.cjs').size, 3);
});
