// What VS Code alone takes for an extension like ours: it registers as many things, and none does anything. Takes the place
// of dist/extension.cjs in every second window that `npm run bench -- activation` opens.
'use strict';

const vscode = require('vscode');

/** @type {() => any} */
const nothing = () => undefined;

exports.activate = (/** @type {any} */ context) => {
  const { commands, debug, languages, lm, window, workspace } = vscode;
  const onDidChange = new vscode.EventEmitter().event;
  const { contributes } = context.extension.packageJSON;
  /** @type {any} */
  const files = { onDidChangeFile: onDidChange };
  for (const name of [
    'watch',
    'stat',
    'readDirectory',
    'createDirectory',
    'readFile',
    'writeFile',
    'delete',
    'rename',
  ]) {
    files[name] = nothing;
  }
  for (const { command } of contributes.commands) commands.registerCommand(command, nothing);
  window.createTreeView('projectedVolumes.volumes', {
    treeDataProvider: {
      onDidChangeTreeData: onDidChange,
      getChildren: () => [],
      getTreeItem: nothing,
    },
  });
  for (const scheme of ['projected-volume', 'projected-volume-secret']) {
    workspace.registerFileSystemProvider(scheme, files);
  }
  languages.registerEvaluatableExpressionProvider('bare', {
    provideEvaluatableExpression: nothing,
  });
  for (const { name } of contributes.languageModelTools) lm.registerTool(name, { invoke: nothing });
  debug.registerDebugConfigurationProvider('projected-volume', {});
  debug.registerDebugAdapterDescriptorFactory('projected-volume', {
    createDebugAdapterDescriptor: nothing,
  });
  workspace.registerTextDocumentContentProvider('bare', { provideTextDocumentContent: nothing });
};
