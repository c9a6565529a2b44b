// npm start: the packed extension in a VS Code that serves itself to your browser.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies, ensureHost } from './install.mjs';
import { build, packExtension } from './pack.mjs';

const usage = `usage: npm start [-- [DIR] [--live] [--desktop] [--port N]]

  DIR         a folder to open: one volume, or a folder with volumes in it; a sample unless given
  --live      change the sample every few seconds
  --desktop   open it in the VS Code of this machine ("code") instead of in the browser
  --port N    serve on this port of 127.0.0.1; a free one unless given`;

const liveMilliseconds = 4000;

/** Undone last to first. @type {(() => Promise<void> | void)[]} */
const cleanups = [];
let ending = false;

try {
  await main(readArguments());
} catch (error) {
  if (!ending) console.error(error instanceof Error ? error.message : error);
  await end(1);
}

/** @param {ReturnType<typeof readArguments>} options */
async function main(options) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => void end(0));
  }
  await ensureDependencies();
  build();
  const scratch = mkdtempSync(path.join(tmpdir(), 'projected-volumes-'));
  cleanups.push(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
  const folder = options.folder ?? (await openSample(scratch, options.live));
  if (options.desktop) {
    // Loaded from source there: F5 without the configuration.
    const { openDesktop } = await import('./desktop.mjs');
    await end(await openDesktop(folder, scratch));
  } else {
    await serve(folder, scratch, options.port);
  }
}

/**
 * @param {string} folder
 * @param {string} scratch
 * @param {number} port
 */
async function serve(folder, scratch, port) {
  const { installExtension, startServer } = await import('./server.mjs');
  const { writeSettings } = await import('./settings.mjs');
  const host = await ensureHost();
  const userData = path.join(scratch, 'user-data');
  const extensions = path.join(scratch, 'extensions');
  const vsix = path.join(scratch, 'extension.vsix');
  packExtension(vsix);
  writeSettings(userData);
  await installExtension(host, { vsix, userData, extensions });
  const server = await startServer(host, {
    userData,
    extensions,
    port,
    views: ['projectedVolumes.volumes'],
    env: { XDG_RUNTIME_DIR: scratch },
  });
  cleanups.push(server.stop);
  console.log(`\n  ${server.url({ folder })}\n\n  Ctrl+C ends it.`);
  throw new Error(`The VS Code server ${await server.ended}`);
}

/**
 * @param {string} scratch
 * @param {boolean} live
 */
async function openSample(scratch, live) {
  const { writeSampleVolume } = await import('./sample.mjs');
  const folder = path.join(scratch, 'demo');
  mkdirSync(folder);
  const change = await writeSampleVolume(path.join(folder, 'my-config'));
  if (live) {
    const timer = setInterval(change, liveMilliseconds);
    cleanups.push(() => clearInterval(timer));
  }
  return folder;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        live: { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
      },
    });
    const { live, desktop, port } = values;
    if (positionals.length > 1) throw new Error('Only one folder can be opened.');
    if (!/^\d+$/.test(port) || Number(port) > 65_535) throw new Error(`No port: ${port}`);
    const [given] = positionals;
    if (given !== undefined && live) throw new Error('--live changes the sample, never your DIR.');
    return { live, desktop, port: Number(port), folder: given && existingFolder(given) };
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('. To specify');
    console.error(`${message}\n\n${usage}`);
    process.exit(2);
  }
}

/** @param {string} given */
function existingFolder(given) {
  // npm runs scripts in the root of the project; what was typed is meant from where it was typed.
  const folder = path.resolve(process.env['INIT_CWD'] ?? '.', given);
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`There is no folder ${folder}.`);
  if (!stat.isDirectory()) throw new Error(`${folder} is not a folder.`);
  return folder;
}

/** @param {number} exitCode of whoever ends it first; stopping the server ends main() as well */
async function end(exitCode) {
  if (ending) return;
  ending = true;
  for (const cleanup of cleanups.toReversed()) await cleanup();
  process.exit(exitCode);
}
