// npm test [-- KIND …]: runs every kind of test, or those named, and says how it went in the last line.
import { ensureDependencies, ensureHost, hostRunsHere } from './host/install.mjs';
import { root } from './host/paths.mjs';
import { runCommand } from './host/runner/command.mjs';
import { stages } from './host/runner/kinds.mjs';
import { judgeCheck, sum } from './host/runner/tally.mjs';

/** @typedef {import('./host/runner/tally.mjs').Verdict} Verdict */

/** @type {Record<string, import('./host/runner/kinds.mjs').Kind>} */
const kinds = Object.assign({}, ...stages);
const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(kinds, name));
if (unknown.length > 0) {
  const known = Object.entries(kinds).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  console.error(`There is no kind "${unknown.join('", "')}". There are:\n${known.join('\n')}`);
  process.exit(2);
}

const chosen = Object.entries(kinds).filter(
  ([name, kind]) => (names.length === 0 || names.includes(name)) && canRun(name, kind),
);
/** Once for all kinds, and at once: it is fetched and unpacked while those run that do without. */
const host = chosen.some(([, kind]) => needsHost(kind)) ? ensureHost() : undefined;
host?.catch(() => {
  // Each kind that needs it says so.
});

const total = sum(await runAll());
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runAll() {
  /** @type {Verdict[]} */
  const verdicts = [];
  try {
    await ensureDependencies();
  } catch (error) {
    return [broken('npm ci', error)];
  }
  const built = chosen.some(([, kind]) => kind.built) ? await build() : undefined;
  if (built !== undefined && built.failed > 0) verdicts.push(built);
  for (const stage of stages) {
    const runnable = chosen.filter(([name, kind]) => {
      if (!Object.hasOwn(stage, name)) return false;
      console.log(`\n── ${name}: ${kind.about}`);
      if (!kind.built || built?.failed === 0) return true;
      console.log('not run: the build failed');
      return false;
    });
    verdicts.push(...(await Promise.all(runnable.map((each) => runKind(...each)))).flat());
  }
  return verdicts;
}

/**
 * @param {string} name
 * @param {import('./host/runner/kinds.mjs').Kind} kind
 */
async function runKind(name, kind) {
  /** @type {Verdict[]} */
  let verdicts;
  try {
    if (needsHost(kind)) await host;
    verdicts = await kind.run();
  } catch (error) {
    verdicts = [broken(name, error)];
  }
  const { passed, failed, problem } = sum(verdicts);
  for (const what of [...verdicts.map((verdict) => verdict.problem), problem]) {
    if (what !== undefined) console.log(`✖ ${what}`);
  }
  console.log(`── ${name}: ${passed} passed, ${failed} failed`);
  return verdicts.length > 0 ? verdicts : [{ passed, failed }];
}

/**
 * @param {string} what
 * @param {unknown} error
 * @returns {Verdict}
 */
function broken(what, error) {
  console.log(`✖ ${what}: ${error instanceof Error ? error.message : String(error)}`);
  return { passed: 0, failed: 1 };
}

async function build() {
  const exit = await runCommand(process.execPath, ['esbuild.mjs', '--tests'], {
    folder: root,
    limitSeconds: 120,
  });
  const verdict = judgeCheck(exit);
  // A build that works is no test.
  return { passed: 0, failed: verdict.failed };
}

/**
 * @param {string} name
 * @param {import('./host/runner/kinds.mjs').Kind} kind
 */
function canRun(name, kind) {
  if (kind.posix && process.platform === 'win32') {
    console.log(`${name}: skipped, because Windows has no atomic swap to publish a volume with`);
    return false;
  }
  if (kind.host !== 'always' || hostRunsHere()) return true;
  console.log(`${name}: skipped, because its VS Code server runs on Linux x64 with glibc only`);
  return false;
}

/** @param {import('./host/runner/kinds.mjs').Kind} kind */
function needsHost(kind) {
  const desktop = process.env['VSCODE_EXECUTABLE'] || process.env['VSCODE_TEST_DOWNLOAD'] === '1';
  return kind.host === 'always' || (kind.host === 'by default' && !desktop);
}
