// Bundles the extension and its worker into dist/; with --tests also every test file into dist/test/.
import { existsSync, readdirSync, rmSync } from 'node:fs';
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

/** @type {import('esbuild').Plugin} */
const manifestsOnDemand = {
  name: 'manifests on demand',
  setup: (build) => {
    // A file of its own beside the worker's, so that most windows never load a YAML parser.
    build.onResolve({ filter: /\/manifest\/index\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './manifest.cjs', external: true } : undefined,
    );
  },
};

// Only what is made anew: tests may be running from dist/test while `npm start` builds.
for (const entry of existsSync('dist') ? readdirSync('dist', { withFileTypes: true }) : []) {
  if (entry.isFile()) rmSync(`dist/${entry.name}`);
}
await esbuild.build({
  ...common,
  entryPoints: {
    extension: 'src/extension.ts',
    worker: 'src/worker/thread/volumeWorker.ts',
    manifest: 'src/manifest/index.ts',
  },
  plugins: [manifestsOnDemand],
  // Its modules, of which esbuild leaves out what is not used; the build for Node is one that cannot be cut.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  charset: 'utf8',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: ['vscode'],
  // Without source content: the map is for stack traces, and the VSIX stays small.
  sourcesContent: false,
  minify: true,
});

if (process.argv.includes('--tests')) {
  rmSync('dist/test', { recursive: true, force: true });
  const testFiles = (/** @type {string} */ folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`);
  // Run by plain Node (node:test).
  await esbuild.build({
    ...common,
    entryPoints: [...testFiles('test/unit'), ...testFiles('test/window'), 'test/bench/bench.ts'],
    outbase: 'test',
    outdir: 'dist/test',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    packages: 'external',
    // What stands between the core and the window is tested without a window.
    alias: { vscode: './test/shared/vscode.ts' },
  });
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
