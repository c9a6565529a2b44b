// A file system as VS Code knows it from the start. It loads with the first document that VS Code asks for.

import * as vscode from 'vscode';

export function registerFiles(
  scheme: string,
  load: () => Promise<vscode.FileSystemProvider>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  let loading: Promise<vscode.FileSystemProvider> | undefined;
  const follow = async (): Promise<vscode.FileSystemProvider> => {
    const files = await load();
    files.onDidChangeFile((events) => changed.fire(events));
    return files;
  };
  const files = async (): Promise<vscode.FileSystemProvider> => (loading ??= follow());
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: (uri, options) => {
      const watching = files().then((loaded) => loaded.watch(uri, options));
      return new vscode.Disposable(() => void watching.then((watch) => watch.dispose()));
    },
    stat: async (uri) => (await files()).stat(uri),
    readDirectory: async (uri) => (await files()).readDirectory(uri),
    readFile: async (uri) => (await files()).readFile(uri),
    createDirectory: async (uri) => (await files()).createDirectory(uri),
    writeFile: async (uri, content, options) => (await files()).writeFile(uri, content, options),
    delete: async (uri, options) => (await files()).delete(uri, options),
    rename: async (from, to, options) => (await files()).rename(from, to, options),
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerFileSystemProvider(scheme, provider, { isCaseSensitive: true }),
  );
}
