// Addresses of keys:  projected-volume:/etc/config/app.yaml             as it is worked on, staged changes included
//                     projected-volume://staged/etc/config/app.yaml     the same, read-only: a secret value to look at
//                     projected-volume://active/etc/config/app.yaml     as it is in the active version
//                     projected-volume://..2026_11_22_…/etc/config/…    as it was in a version seen, by its id
//                     projected-volume://none/…                         nothing, to compare an added key with

import nodePath, { join, type PlatformPath } from 'node:path';
import * as vscode from 'vscode';

export const SCHEME = 'projected-volume';

const NONE = 'none';
const ACTIVE = 'active';
const STAGED = 'staged';

export function liveUri(dir: string, key: string): vscode.Uri {
  return vscode.Uri.file(join(dir, key)).with({ scheme: SCHEME });
}

export function versionUri(dir: string, version: string, key: string): vscode.Uri {
  // Ids are made of names of directories and may hold what an authority may not.
  return liveUri(dir, key).with({ authority: encodeURIComponent(version) });
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

export type KeyAddress =
  | { kind: 'live'; path: string }
  | { kind: 'active'; path: string }
  | { kind: 'staged'; path: string }
  | { kind: 'version'; path: string; version: string }
  | { kind: 'none' };

export function parseKeyUri(uri: vscode.Uri): KeyAddress {
  const path = vscode.Uri.file(uri.path).fsPath;
  if (uri.authority === '') return { kind: 'live', path };
  if (uri.authority === ACTIVE) return { kind: 'active', path };
  if (uri.authority === STAGED) return { kind: 'staged', path };
  if (uri.authority === NONE) return { kind: 'none' };
  return { kind: 'version', path, version: decodeURIComponent(uri.authority) };
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
