// Keys as files: what a save or a deletion stages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileSystemProvider } from 'vscode';
import { registerKeyFileSystem } from '../../../../src/vscode/documents/keyFileSystem.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { liveUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { editor, shownFiles, TextDocument } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, printOf, settled, stateOf } from '../window.ts';

const OPTIONS = { create: false, overwrite: true };

function files(t: Parameters<typeof openWindow>[0], keys: Record<string, string>) {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  window.receive(stateOf(keys));
  window.answers.readKey = (params) => Buffer.from(keys[params.key] ?? '');
  const { memento } = window.storage;
  const registered = registerKeyFileSystem({ ...window, reveals: new Reveals(memento), memento });
  t.after(() => registered.dispose());
  return { ...window, provider: shownFiles.provider as FileSystemProvider };
}

test('deleting a folder stages all keys below it with one event, stored once', async (t) => {
  const names = Array.from({ length: 1000 }, (_, index) => `conf/${index}`);
  const { provider, staging, storage } = files(t, {
    ...Object.fromEntries(names.map((name) => [name, 'x'])),
    other: 'x',
  });
  let events = 0;
  staging.onDidChange(() => events++);
  await provider.delete(liveUri(DIR, 'conf'), { recursive: true });
  await settled();
  assert.deepEqual([...staging.of(DIR).keys()].sort(), names.sort());
  assert.equal(events, 1);
  // The id of the workspace's secrets, and the changes.
  assert.equal(storage.writes.plain, 2);
});

test('an edit begins with what the editor read, also when its language changes meanwhile', async (t) => {
  const { provider, staging, receive } = files(t, { settings: '{}' });
  const uri = liveUri(DIR, 'settings');
  const text = Buffer.from(await provider.readFile(uri)).toString();
  const document = new TextDocument(uri, text);
  editor.open(document);
  document.isDirty = true;
  editor.changeLanguage(document, 'json');
  receive(stateOf({ settings: 'theirs' }, { version: '..v2' }));
  await provider.writeFile(uri, Buffer.from('mine'), OPTIONS);
  const change = staging.of(DIR).get(key('settings'));
  assert.equal(change?.base?.digest, printOf('{}').digest);
});
