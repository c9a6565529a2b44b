// A file system is there from the start, and loads with the first document that VS Code asks for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileChangeEvent, FileSystemProvider, Uri as VscodeUri } from 'vscode';
import { registerFiles } from '../../../../src/vscode/documents/lateFiles.ts';
import { Disposable, EventEmitter, shownFiles, Uri } from '../../../shared/vscode.ts';
import { settled } from '../window.ts';

const KEY = Uri.file('/etc/app/key') as unknown as VscodeUri;

function files() {
  const changed = new EventEmitter<FileChangeEvent[]>();
  const told: unknown[][] = [];
  let loads = 0;
  const tell =
    (name: string) =>
    (...given: unknown[]) =>
      void told.push([name, ...given]);
  const loaded = {
    onDidChangeFile: changed.event,
    watch: (...given: unknown[]) => {
      told.push(['watch', ...given]);
      return new Disposable(tell('unwatch'));
    },
    ...Object.fromEntries(
      ['stat', 'readDirectory', 'readFile', 'createDirectory', 'writeFile', 'delete', 'rename'].map(
        (name) => [name, tell(name)],
      ),
    ),
  };
  registerFiles('test', async () => {
    loads++;
    return loaded as unknown as FileSystemProvider;
  });
  const provider = shownFiles.provider as FileSystemProvider;
  provider.onDidChangeFile((events) => told.push(['changed', events]));
  return { provider, changed, told, loads: () => loads };
}

test('each call arrives with all that it was given, and the first loads', async () => {
  const { provider, told, loads } = files();
  assert.equal(loads(), 0);
  const content = new Uint8Array([1]);
  const both = { create: true, overwrite: false };
  await provider.stat(KEY);
  await provider.readDirectory(KEY);
  await provider.readFile(KEY);
  await provider.createDirectory(KEY);
  await provider.writeFile(KEY, content, both);
  await provider.delete(KEY, { recursive: true });
  await provider.rename(KEY, KEY, { overwrite: true });
  assert.deepEqual(told, [
    ['stat', KEY],
    ['readDirectory', KEY],
    ['readFile', KEY],
    ['createDirectory', KEY],
    ['writeFile', KEY, content, both],
    ['delete', KEY, { recursive: true }],
    ['rename', KEY, KEY, { overwrite: true }],
  ]);
  assert.equal(loads(), 1);
});

test('a document that VS Code watches before anything has loaded is watched, and let go', async () => {
  const { provider, told } = files();
  const options = { recursive: false, excludes: [] };
  const watch = provider.watch(KEY, options);
  await settled();
  watch.dispose();
  await settled();
  assert.deepEqual(told, [['watch', KEY, options], ['unwatch']]);
});

test('VS Code hears of documents that change', async () => {
  const { provider, changed, told } = files();
  await provider.stat(KEY);
  const events = [{ type: 1, uri: KEY }];
  changed.fire(events);
  assert.deepEqual(told.at(-1), ['changed', events]);
});
