// Text that was typed and not saved, when its volume is published.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { FileSystemProvider } from 'vscode';
import { KeyFileSystem } from '../../../../src/vscode/documents/keyFileSystem.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { withUnsaved } from '../../../../src/vscode/editing/unsaved.ts';
import { liveUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { editor, person, shownFiles, TextDocument, workspace } from '../../../shared/vscode.ts';
import { DIR, serve, settled } from '../window.ts';
import { publishing } from './publishing.ts';

/** A window that publishes on save, with an unsaved editor for each of `typed`. */
async function typing(t: TestContext, typed: Record<string, string>) {
  const window = publishing(t, { a: '1', b: '1' });
  const { memento } = window.storage;
  const reveals = new Reveals(memento);
  const registered = serve(new KeyFileSystem({ ...window, reveals, memento }));
  t.after(() => registered.dispose());
  const files = shownFiles.provider as FileSystemProvider;
  workspace.settings.set('projectedVolumes.publishOnSave', true);
  for (const [name, text] of Object.entries(typed)) {
    const uri = liveUri(DIR, name);
    const document = new TextDocument(uri, Buffer.from(await files.readFile(uri)).toString());
    editor.open(document);
    editor.change(document, { rangeOffset: 0, rangeLength: document.text.length, text });
    document.save = async () => {
      const options = { create: false, overwrite: true };
      await files.writeFile(uri, Buffer.from(document.text), options);
      editor.save(document);
      return true;
    };
  }
  return window;
}

test('what is saved to be published goes in one swap, also where each save publishes', async (t) => {
  const { disk, answers, publisher, staging, ...window } = await typing(t, { a: '2', b: '2' });
  const swaps: string[][] = [];
  const { publish } = answers;
  answers.publish = (params) => {
    swaps.push(params.edits.map(({ key }) => key));
    return publish?.(params);
  };
  person.answers = ['Save All and Publish'];
  const changes = await withUnsaved({ ...window, publisher, staging }, DIR, []);
  await settled();
  assert.deepEqual(disk, { a: '1', b: '1' });
  assert.equal(await publisher.publish(DIR, changes ?? []), true);
  assert.deepEqual([swaps, disk], [[['a', 'b']], { a: '2', b: '2' }]);
  assert.equal(staging.count, 0);
});
