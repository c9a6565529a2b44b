// Addresses of the values of Secrets of manifests.

import * as vscode from 'vscode';

export const SECRET_SCHEME = 'projected-volume-secret';

/** The name of the Secret is that of the document; the query says where it is: `index=1&manifest=file:///…`. */
export function secretUri(manifest: vscode.Uri, index: number, name: string): vscode.Uri {
  const query = new URLSearchParams({ index: String(index), manifest: manifest.toString() });
  return vscode.Uri.file(`/${name}.yaml`).with({
    scheme: SECRET_SCHEME,
    query: query.toString(),
  });
}
