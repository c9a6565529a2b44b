// Addresses of keys:  projected-volume:/etc/config/app.yaml             as it is worked on, staged changes included
//                     projected-volume://staged/etc/config/app.yaml     the same, read-only: a secret value to look at
//                     projected-volume://active/etc/config/app.yaml     as it is in the active version
//                     projected-volume://..2026_11_22_…/etc/config/…    as it was in a version seen, by its id
//                     projected-volume://none/…                         nothing, to compare an added key with
//                     projected-volume://problem/etc/config/app.yaml    what is wrong with it, in words

import nodePath, { type PlatformPath } from 'node:path';
import * as vscode from 'vscode';

export const SCHEME = 'projected-volume';

const NONE = 'none';
const ACTIVE = 'active';
const STAGED = 'staged';
const PROBLEM = 'problem';

export function liveUri(dir: string, key: string, paths: PlatformPath = nodePath): vscode.Uri {
  return vscode.Uri.file(withoutServer(paths.join(dir, key), paths)).with({ scheme: SCHEME });
}

export function versionUri(dir: string, version: string, key: string): vscode.Uri {
  return liveUri(dir, key).with({ authority: authorityOf(version) });
}

export function activeUri(dir: string, key: string): vscode.Uri {
  return liveUri(dir, key).with({ authority: ACTIVE });
}

export function stagedUri(dir: string, key: string): vscode.Uri {
  return liveUri(dir, key).with({ authority: STAGED });
}

export function noneUri(dir: string, key: string): vscode.Uri {
  return liveUri(dir, key).with({ authority: NONE });
}

export function problemUri(dir: string, path: string): vscode.Uri {
  return liveUri(dir, path).with({ authority: PROBLEM });
}

export type KeyAddress =
  | { kind: 'live'; path: string }
  | { kind: 'active'; path: string }
  | { kind: 'staged'; path: string }
  | { kind: 'version'; path: string; version: string }
  | { kind: 'problem'; path: string }
  | { kind: 'none' };

export function parseKeyUri(uri: vscode.Uri, paths: PlatformPath = nodePath): KeyAddress {
  const path = pathOf(uri, paths);
  if (uri.authority === '') return { kind: 'live', path };
  if (uri.authority === ACTIVE) return { kind: 'active', path };
  if (uri.authority === STAGED) return { kind: 'staged', path };
  if (uri.authority === PROBLEM) return { kind: 'problem', path };
  if (uri.authority === NONE) return { kind: 'none' };
  return { kind: 'version', path, version: versionAt(uri.authority) };
}

/** On this machine, whatever the address says of which content is meant. */
export function pathOf({ path }: vscode.Uri, paths: PlatformPath = nodePath): string {
  return withServer(vscode.Uri.file(path).fsPath, paths);
}

/**
 * Ids are made of names of directories and may hold what an authority may not. VS Code makes authorities lower case, so
 * a capital is written as `!` and the small letter. A version named as the other addresses are begins with `!=`.
 */
function authorityOf(version: string): string {
  if ([NONE, ACTIVE, STAGED, PROBLEM].includes(version)) return `!=${version}`;
  return encodeURIComponent(version.replace(/[A-Z!]/g, (letter) => `!${letter.toLowerCase()}`));
}

function versionAt(authority: string): string {
  return decodeURIComponent(authority).replace(/!(.)/g, (_, letter: string) =>
    letter === '=' ? '' : letter.toUpperCase(),
  );
}

/** `\\server\share` becomes `/UNC/server/share`: as the authority, which says which content is meant, it would be lost. */
function withoutServer(path: string, { sep }: PlatformPath): string {
  return path.startsWith('\\\\') ? `/UNC${path.slice(1).replaceAll(sep, '/')}` : path;
}

function withServer(path: string, paths: PlatformPath): string {
  const [, below] = /^[/\\]UNC([/\\].*)$/.exec(path) ?? [];
  return paths.sep === '\\' && below !== undefined ? paths.normalize(`\\${below}`) : path;
}

/** The key, with slashes also on Windows, at a path in a volume, `''` for the volume itself; undefined for a path that is not in it. */
export function keyAt(
  dir: string,
  path: string,
  paths: PlatformPath = nodePath,
): string | undefined {
  const key = paths.relative(dir, path);
  const isOutside = key === '..' || key.startsWith(`..${paths.sep}`) || paths.isAbsolute(key);
  return isOutside ? undefined : key.split(paths.sep).join('/');
}
