// npm run bench: builds, then measures. Two things that are compared are measured in turn, in one run.
import { spawnSync } from 'node:child_process';
import { ensureDependencies, ensureHost } from '../host/install.mjs';
import { root } from '../host/paths.mjs';

await ensureDependencies();
// A gigabyte, which only what is measured in a window needs.
if (process.argv[2] !== 'publishing') await ensureHost();
for (const script of [
  ['esbuild.mjs', '--tests'],
  ['--enable-source-maps', 'dist/test/bench/bench.mjs', ...process.argv.slice(2)],
]) {
  const { status } = spawnSync(process.execPath, script, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
