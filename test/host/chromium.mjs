// Unpacks the browser that the recipe brings as compressed archives. Its own unpacking goes to one fixed
// folder under /tmp, where two runs trip over each other.
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

/**
 * Makes `folder`/chromium (the program), `folder`/lib (libnss3 and others that a bare machine lacks),
 * `folder`/fonts and `folder`/fonts.conf.
 *
 * @param {string} modules the node_modules of the recipe
 * @param {string} folder
 */
export async function unpackChromium(modules, folder) {
  mkdirSync(folder, { recursive: true });
  const archives = path.join(modules, '@sparticuz/chromium/bin');
  // A dependency of the package that made the archives.
  const { extract } = createRequire(path.join(archives, 'x'))('tar-fs');
  /** @param {string} name */
  const archive = (name) => createReadStream(path.join(archives, name));

  await pipeline(
    archive('chromium.br'),
    createBrotliDecompress(),
    createWriteStream(path.join(folder, 'chromium'), { mode: 0o755 }),
  );
  for (const name of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br']) {
    await pipeline(archive(name), createBrotliDecompress(), extract(folder));
  }
  writeFileSync(path.join(folder, 'fonts.conf'), fontsConf);
}

// Without any configured font all text has width 0. Paths are relative to this file, because the
// folder is renamed into place after it was filled.
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir prefix="relative">../node_modules/dejavu-fonts-ttf/ttf</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
  <alias binding="same"><family>system-ui</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
