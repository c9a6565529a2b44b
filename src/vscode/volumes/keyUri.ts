// Addresses of keys:  projected-volume:/etc/config/app.yaml             as it is worked on, staged changes included
//                     projected-volume://active/etc/config/app.yaml     as it is in the active version
//                     projected-volume://..2026_11_22_…/etc/config/…    as it was in a version seen, by its id
//                     projected-volume://none/…                         nothing, to compare an added key with

import { join } from 'node:path';
import * as vscode from 'vscode';

export const SCHEME = 'projected-volume';

const NONE = 'none';
const ACTIVE = 'active';

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

export function noneUri(dir: string, key: string): vscode.Uri {
  return liveUri(dir, key).with({ authority: NONE });
}

export type KeyAddress =
  | { kind: 'live'; path: string }
  | { kind: 'active'; path: string }
  | { kind: 'version'; path: string; version: string }
  | { kind: 'none' };

export function parseKeyUri(uri: vscode.Uri): KeyAddress {
  const path = vscode.Uri.file(uri.path).fsPath;
  if (uri.authority === '') return { kind: 'live', path };
  if (uri.authority === ACTIVE) return { kind: 'active', path };
  if (uri.authority === NONE) return { kind: 'none' };
  return { kind: 'version', path, version: decodeURIComponent(uri.authority) };
}
