// Bundles the extension and its worker into dist/; with --tests also every test file into dist/test/.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as esbuild from 'esbuild';

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  // The oldest Node among those that run this code: contributors and CI have 20, engines.vscode has 22.
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
};

// Only what is made anew: tests may be running from dist/test while `npm start` builds.
for (const entry of existsSync('dist') ? readdirSync('dist', { withFileTypes: true }) : []) {
  if (entry.isFile()) rmSync(`dist/${entry.name}`);
}
// What is imported with `import()` loads on demand, and what several bundles of one side need is in chunks that they share.
// Each chunk costs some bytes, so the extension host's share none with the threads'.
mkdirSync('dist', { recursive: true });
const onDemand = {
  commands: 'src/vscode/commands/index.ts',
  cluster: 'src/vscode/cluster/index.ts',
  updates: 'src/vscode/stepping/index.ts',
  api: 'src/vscode/api/index.ts',
  assistants: 'src/vscode/assistants/index.ts',
  rows: 'src/vscode/tree/onDemand.ts',
  explainManifest: 'src/vscode/explain/explainManifest.ts',
  explainManifestNotes: 'src/vscode/explain/explainManifestNotes.ts',
};
const extension = 'src/extension.ts';
const composition = 'src/composition.ts';
await bundle({ extension, composition, ...onDemand }, [
  loadedBefore([composition], extension),
  loadedBefore(Object.values(onDemand), composition),
]);
await bundle({
  worker: 'src/worker/thread/volumeWorker.ts',
  manifest: 'src/manifest/index.ts',
  experiments: 'src/worker/experiments/experimentThread.ts',
});

/**
 * esbuild makes chunks of ES modules only, so it makes those first, and of each the CommonJS module that is loaded.
 *
 * @param {Record<string, string>} entryPoints
 * @param {esbuild.Plugin[]} [plugins]
 */
async function bundle(entryPoints, plugins = []) {
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints,
    // Its modules, of which esbuild leaves out what is not used; the build for Node is one that cannot be cut.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
    charset: 'utf8',
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'esm',
    splitting: true,
    plugins,
    external: ['vscode'],
    // Without source content: the map is for stack traces, and the VSIX stays small.
    sourcesContent: false,
    sourcemap: 'inline',
    minify: true,
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const { code, map } = await esbuild.transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      charset: 'utf8',
      minify: true,
      sourcemap: 'external',
      sourcesContent: false,
      sourcefile: basename(path),
    });
    writeFileSync(
      path,
      `${eachRequiredOnce(withoutCopies(code))}//# sourceMappingURL=${basename(path)}.map\n`,
    );
    writeFileSync(`${path}.map`, map);
  }
}

/**
 * Says of what loads on demand that it needs the file that it is loaded from: so what that loads is one chunk that they all
 * have in common. Else it would be one for each set of bundles that share something: twenty files, and for each of them
 * Node and VS Code look where it is.
 *
 * @param {string[]} onDemand
 * @param {string} file
 * @returns {esbuild.Plugin}
 */
function loadedBefore(onDemand, file) {
  const later = new Set(onDemand.map((path) => resolve(path)));
  return {
    name: 'loaded before',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!later.has(path)) return undefined;
        const source = readFileSync(path, 'utf8');
        return { contents: `${source}\nimport ${JSON.stringify(resolve(file))};`, loader: 'ts' };
      });
    },
  };
}

/**
 * For each file with `import * as vscode`, esbuild copies all names of the API, which are hundreds: half of the time that
 * loading took. Blanks take the place of that call, so that the source map stays right.
 *
 * @param {string} code
 */
function withoutCopies(code) {
  return code.replaceAll(/[\w$]+(?=\(require\("vscode"\)\))/g, (copy) => ' '.repeat(copy.length));
}

/**
 * Each file that imports a module asks for it again, and in VS Code's extension host that is no mere look-up: for each
 * `require("vscode")` it resolves the links of the asking file's path and finds out whose that file is. There were 67 at
 * activation, and 66 of them were a fifth of what loading took. Here too blanks keep the source map right.
 *
 * @param {string} code
 */
function eachRequiredOnce(code) {
  const names = new Map();
  const required = /([\w$]+)=(?:require\("([\w:./-]+)"\)| *\(require\("(vscode)"\)\))(?=[,;])/g;
  return code.replace(required, (text, name, path, api) => {
    const first = names.get(path ?? api);
    if (first === undefined) names.set(path ?? api, name);
    return first === undefined ? text : `${name}=${first}`.padEnd(text.length);
  });
}

if (process.argv.includes('--tests')) {
  rmSync('dist/test', { recursive: true, force: true });
  const testFiles = (/** @type {string} */ folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`);
  /** Run by plain Node (node:test). @type {esbuild.BuildOptions} */
  const plain = {
    ...common,
    outbase: 'test',
    outdir: 'dist/test',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    packages: 'external',
    // What stands between the core and the window is tested without a window.
    alias: { vscode: './test/shared/vscode.ts' },
    // Node reads the map of every file that it loads; with the sources in it that takes longer than many a test.
    sourcesContent: false,
  };
  await esbuild.build({
    ...plain,
    entryPoints: [...testFiles('test/unit'), 'test/bench/bench.ts'],
  });
  // Several of these run in one process, and share the window: so they share the module that has it.
  await esbuild.build({ ...plain, entryPoints: testFiles('test/window'), splitting: true });
  // Run in the extension host (mocha), which loads CommonJS.
  await esbuild.build({
    ...common,
    entryPoints: testFiles('test/extension'),
    outbase: 'test',
    outdir: 'dist/test',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    packages: 'external',
  });
}
