// Files dropped on a row are staged as keys; keys dragged out are files of their own to whatever takes them.

import * as vscode from 'vscode';
import type { Staging } from '../editing/staging.ts';
import { liveUri } from '../volumes/keyUri.ts';
import { type DragAndDrop, URI_LIST } from './lateView.ts';

export function dragAndDrop(staging: Staging): DragAndDrop {
  return {
    handleDrag: (nodes, data) => {
      const uris = nodes.flatMap((node) =>
        node.kind === 'key' && !staging.isSecret(node.dir, node.key)
          ? [liveUri(node.dir, node.key)]
          : [],
      );
      if (uris.length > 0) {
        data.set(URI_LIST, new vscode.DataTransferItem(uris.map(String).join('\r\n')));
      }
    },
    handleDrop: async (target, data) => {
      const list = (await data.get(URI_LIST)?.asString()) ?? '';
      const files = [
        ...list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#')),
        ...[...data].flatMap(([, item]) => item.asFile()?.uri?.toString() ?? []),
      ];
      if (files.length === 0) return;
      const argument = { ...target, files: [...new Set(files)] };
      await vscode.commands.executeCommand('projectedVolumes.addFiles', argument);
    },
  };
}
