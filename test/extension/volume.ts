// What the extension tests share: a volume in the window, its documents, and waiting for what happens to them.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { AtomicWriter } from '../../src/volume/index.ts';

export interface TestVolume {
  dir: string;
  /** Publishes as another process would. */
  publish(keys: Record<string, string | Uint8Array>): string;
  /** A key as programs read it. */
  read(key: string): string;
  uri(key: string): vscode.Uri;
}

/** A new volume, added to the window; `suiteTeardown` removes it with `removeVolumes`. */
export async function addVolume(keys: Record<string, string | Uint8Array>): Promise<TestVolume> {
  const dir = join(mkdtempSync(join(tmpdir(), 'pv-')), 'config');
  mkdirSync(dir);
  const writer = new AtomicWriter(dir);
  const volume: TestVolume = {
    dir,
    publish: (next) =>
      writer.write(
        new Map(Object.entries(next).map(([key, data]) => [key, { data: Buffer.from(data) }])),
      ).timestampDir,
    read: (key) => readFileSync(join(dir, key), 'utf8'),
    uri: (key) => vscode.Uri.file(join(dir, key)).with({ scheme: 'projected-volume' }),
  };
  volume.publish(keys);
  await vscode.commands.executeCommand('projectedVolumes.addVolume', dir);
  added.push(volume);
  return volume;
}

const added: TestVolume[] = [];

export async function removeVolumes(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const volume of added.splice(0)) {
    const { dir } = volume;
    await unstage(volume);
    await vscode.commands.executeCommand('projectedVolumes.removeVolume', { kind: 'volume', dir });
    rmSync(join(dir, '..'), { recursive: true, force: true });
  }
}

/** Removing a volume with staged changes would ask, and nobody is there to answer. */
async function unstage(volume: TestVolume): Promise<void> {
  const { dir } = volume;
  const { fs } = vscode.workspace;
  const published = filesBelow(join(dir, '..data'));
  for (const key of await keysBelow(volume.uri(''))) {
    if (!published.includes(key)) await fs.delete(volume.uri(key));
  }
  for (const key of published) await fs.writeFile(volume.uri(key), readFileSync(join(dir, key)));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(realpathSync(folder), join(realpathSync(entry.parentPath), entry.name)),
    );
}

async function keysBelow(folder: vscode.Uri, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const isFolder = type === vscode.FileType.Directory;
    if (!isFolder) keys.push(prefix + name);
    else keys.push(...(await keysBelow(vscode.Uri.joinPath(folder, name), `${prefix}${name}/`)));
  }
  return keys;
}

/** Publishes what is staged. */
export async function publishStaged({ dir }: TestVolume): Promise<void> {
  await vscode.commands.executeCommand('projectedVolumes.publish', { kind: 'volume', dir });
}

export async function openKey(volume: TestVolume, key: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(volume.uri(key));
  return vscode.window.showTextDocument(document, { preview: false });
}

export async function type(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  await editor.edit((edit) => edit.replace(everything, text));
}

/** Resolves as soon as the document has this text; the test's time limit is the failure. */
export async function untilText(document: vscode.TextDocument, text: string): Promise<void> {
  await until(vscode.workspace.onDidChangeTextDocument, () => document.getText() === text);
}

/** Resolves as soon as there are so many tabs. */
export async function untilTabs(count: number): Promise<void> {
  const { tabGroups } = vscode.window;
  const countTabs = () => tabGroups.all.reduce((sum, { tabs }) => sum + tabs.length, 0);
  await until(tabGroups.onDidChangeTabs, () => countTabs() === count);
}

/** Resolves as soon as the condition holds, looked at now and after each event. */
async function until<T>(event: vscode.Event<T>, isReached: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    if (isReached()) {
      resolve();
      return;
    }
    const listener = event(() => {
      if (!isReached()) return;
      listener.dispose();
      resolve();
    });
  });
}
