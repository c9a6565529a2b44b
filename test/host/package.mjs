// npm run package: builds the extension and packs it as it would be published.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies } from './install.mjs';
import { build, packExtension } from './pack.mjs';
import { root } from './paths.mjs';

await ensureDependencies();
build();
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.join(root, `${name}-${version}.vsix`);
packExtension(vsix);
console.log(`${path.basename(vsix)}: ${(statSync(vsix).size / 1024).toFixed(0)} KiB`);
