// What VS Code alone takes from a swap to the changed rows: an extension that hears of the swap, has a row for the volume, one
// for its active version, which it names, and one for each key, and shows what is in each file. Takes the place of
// dist/extension.cjs in every second window of `npm run bench -- window`.
'use strict';

const { readdirSync, readFileSync, readlinkSync, watch } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const dir = path.join(folder?.uri.fsPath ?? '', 'shown');
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const active = new vscode.TreeItem('Active', Expanded);
  const volume = new vscode.TreeItem('shown', Expanded);
  const keys = readdirSync(path.join(dir, '..data')).map((key) => new vscode.TreeItem(key, None));
  const changed = new vscode.EventEmitter();
  vscode.window.createTreeView('projectedVolumes.volumes', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => {
        if (row === undefined) return [volume];
        return row === volume ? [active] : keys;
      },
      getTreeItem: (row) => {
        if (row === active) {
          return Object.assign(row, { description: readlinkSync(path.join(dir, '..data')) });
        }
        if (!keys.includes(row)) return row;
        const description = readFileSync(path.join(dir, '..data', String(row.label)), 'utf8');
        return Object.assign(row, { description });
      },
    },
  });
  watch(dir, (_, name) => {
    if (name === '..data') changed.fire(active);
  });
};
