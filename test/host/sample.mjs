import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/** @typedef {Map<string, { data: Uint8Array }>} Payload */

/**
 * Writes a small volume and returns what changes it a little, each time in one atomic swap, as a
 * kubelet would.
 *
 * @param {string} folder
 */
export async function writeSampleVolume(folder) {
  const { AtomicWriter } = await loadVolume();
  mkdirSync(folder);
  const writer = new AtomicWriter(folder);
  writer.write(samplePayload(0));
  let step = 0;
  return () => {
    writer.write(samplePayload(++step));
  };
}

/**
 * The extension's own core, bundled for this script: it is TypeScript, and this Node may not read that.
 *
 * @returns {Promise<typeof import('../../src/volume/index.ts')>}
 */
async function loadVolume() {
  const outfile = path.join(root, 'dist/demo/volume.mjs');
  await build({
    entryPoints: [path.join(root, 'src/volume/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

/**
 * @param {number} step every one changes the requests per second; a key comes and goes
 * @returns {Payload}
 */
function samplePayload(step) {
  const encode = (/** @type {string} */ text) => ({ data: new TextEncoder().encode(text) });
  const rate = 100 + (step % 50);
  /** @type {Payload} */
  const payload = new Map([
    ['app.yaml', encode(appYaml)],
    ['conf/limits.properties', encode(`requests.per.second=${rate}\nrequests.burst=250\n`)],
    ['feature-flags.json', encode('{\n  "newCheckout": true,\n  "darkMode": false\n}\n')],
    ['log.level', encode('info')],
    ['blob', { data: Uint8Array.of(0x7f, 0x00, 0xff, 0x10, 0x00) }],
  ]);
  // Present in the second half of every six steps.
  if (step % 6 >= 3) payload.set('maintenance', encode('scheduled'));
  return payload;
}

const appYaml = `server:
  host: 0.0.0.0
  port: 8080
database:
  pool: 12
  timeout: 5s
`;
