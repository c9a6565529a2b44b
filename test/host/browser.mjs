import path from 'node:path';
import { chromium } from 'playwright-core';

/** @typedef {import('./install.mjs').Host} Host */

/**
 * @param {Host} host
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchBrowser(host) {
  const libraries = [path.join(host.chromium, 'lib'), process.env['LD_LIBRARY_PATH']];
  return chromium.launch({
    executablePath: path.join(host.chromium, 'chromium'),
    env: {
      ...process.env,
      // Its own libraries first, so that the machine needs none.
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(path.delimiter),
      FONTCONFIG_FILE: path.join(host.chromium, 'fonts.conf'),
    },
    // Whoever started the browser stops the server as well; playwright would end the process at once.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      // Containers and root have no sandbox, and 64 MB of /dev/shm.
      '--no-sandbox',
      '--no-zygote',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-webgl',
      '--font-render-hinting=none',
    ],
  });
}
