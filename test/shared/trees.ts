// Directory trees as text, and the trees of every kind of volume.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TIMESTAMP = '..2026_11_22_10_48_54.374745636';
export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** `a/b: text` is a file, `a/b -> target` a link, `a/b/` a directory; the ones above are made. */
export function plant(root: string, entries: readonly string[]): void {
  mkdirSync(root, { recursive: true });
  for (const entry of entries) {
    const [path = '', target] = entry.split(' -> ');
    const [file = '', text] = path.split(': ');
    const full = join(root, file);
    mkdirSync(entry.endsWith('/') ? full : dirname(full), { recursive: true });
    if (target !== undefined) symlinkSync(target, full);
    else if (text !== undefined) writeFileSync(full, text);
  }
}

export const trees = {
  kubelet: [
    `${TIMESTAMP}/app.yaml: x`,
    `${TIMESTAMP}/conf/log.yaml: x`,
    `..data -> ${TIMESTAMP}`,
    'app.yaml -> ..data/app.yaml',
    'conf -> ..data/conf',
  ],
  serviceAccount: [
    `${TIMESTAMP}/token: x`,
    `${TIMESTAMP}/ca.crt: x`,
    `${TIMESTAMP}/namespace: x`,
    `..data -> ${TIMESTAMP}`,
    'token -> ..data/token',
    'ca.crt -> ..data/ca.crt',
    'namespace -> ..data/namespace',
  ],
  /** With the links of nested keys in real directories. */
  nestedLinks: [
    `${TIMESTAMP}/foo/bar: x`,
    `${TIMESTAMP}/foo/deep/er: x`,
    `..data -> ${TIMESTAMP}`,
    'foo/bar -> ../..data/foo/bar',
    'foo/deep/er -> ../../..data/foo/deep/er',
  ],
  /** A folder of such a volume, mounted alone. */
  danglingFolder: ['db.conf -> ../..data/sub/db.conf', 'deep/er -> ../../..data/sub/deep/er'],
  /** Every link is shown as what it leads to. */
  linksFollowed: [
    `${TIMESTAMP}/app.yaml: x`,
    `${TIMESTAMP}/conf/log.yaml: x`,
    '..data/app.yaml: x',
    '..data/conf/log.yaml: x',
    'app.yaml: x',
    'conf/log.yaml: x',
  ],
  onlyDeepLinks: [
    `${TIMESTAMP}/foo/deep/er: x`,
    `..data -> ${TIMESTAMP}`,
    'foo/deep/er -> ../../..data/foo/deep/er',
  ],
  aprilBefore110: [
    '..4984_04_04_11_22_33.123456789/a: x',
    '..data -> ..4984_04_04_11_22_33.123456789',
    'a -> ..data/a',
  ],
  novemberBefore110: [
    '..119811_30_11_11_22_33.123456789/a: x',
    '..data -> ..119811_30_11_11_22_33.123456789',
    'a -> ..data/a',
  ],
  svidlet: ['..svidlet.12/tls.key: x', '..data -> ..svidlet.12', 'tls.key -> ..data/tls.key'],
  otherNames: ['..v3/a: x', '..data -> ..v3', 'a -> ..data/a'],
  gitSync4: [`.worktrees/${COMMIT}/a: x`, '.git/config: x', `current -> .worktrees/${COMMIT}`],
  gitSync3: [`rev-${COMMIT}/a: x`, '.git/config: x', `repo -> rev-${COMMIT}`],
  gitSyncElsewhere: [`link -> ../git/.worktrees/${COMMIT}`],
  copies: ['app.yaml: x', 'conf/log.yaml: x'],
  /** Without `..data`, as after a crash before the first swap. */
  neverActive: [`${TIMESTAMP}/app.yaml: x`, 'app.yaml -> ..data/app.yaml'],
  empty: [],
} satisfies Record<string, string[]>;
