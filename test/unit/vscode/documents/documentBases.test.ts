// What an editor began with is known as long as the editor is open, and is forgotten when it is closed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uri as VscodeUri } from 'vscode';
import { DocumentBases } from '../../../../src/vscode/documents/documentBases.ts';
import { registerLanguages } from '../../../../src/vscode/documents/languages.ts';
import { editor, languages, TextDocument, Uri, workspace } from '../../../shared/vscode.ts';
import { storageOf } from '../editing/storageOf.ts';
import { printOf, settled } from '../window.ts';

const STAT = { type: 1, ctime: 0, mtime: 1, size: 3 };

function opened(t: { after(end: () => void): void }, text = 'old') {
  workspace.textDocuments = [];
  const { plain, memento } = storageOf();
  const bases = new DocumentBases(memento, () => false);
  t.after(() => bases.dispose());
  const document = new TextDocument(
    Uri.file('/etc/config/settings').with({ scheme: 'projected-volume' }),
    text,
  );
  const uri = document.uri as unknown as VscodeUri;
  bases.reading(uri)(printOf('old'), STAT);
  editor.open(document);
  return { bases, document, uri, plain };
}

for (const isDirty of [false, true]) {
  test(`a base stays when the language of ${isDirty ? 'an unsaved' : 'a saved'} text changes`, (t) => {
    const { bases, document, uri } = opened(t);
    document.isDirty = isDirty;
    editor.changeLanguage(document, 'json');
    assert.deepEqual(bases.baseOf(uri), printOf('old'));
    assert.deepEqual(bases.statServed(uri), STAT);
    document.isDirty = true;
    assert.deepEqual(bases.statOfUnsaved(uri), STAT);
  });
}

test('a closed editor leaves nothing', (t) => {
  const { bases, document, uri, plain } = opened(t);
  editor.close(document);
  assert.equal(bases.baseOf(uri), undefined);
  assert.equal(plain.get('documents.bases'), '{}');
  // The next one begins with what it reads.
  bases.reading(uri)(printOf('new'), STAT);
  editor.open(new TextDocument(document.uri, 'new'));
  assert.deepEqual(bases.baseOf(uri), printOf('new'));
});

test('the language is told by the content once: plain text that a person chooses stays', async (t) => {
  const listening = registerLanguages();
  t.after(() => listening.dispose());
  const { document } = opened(t, '{"a": 1}');
  await settled();
  assert.equal(document.languageId, 'json');
  editor.changeLanguage(document, 'plaintext');
  await settled();
  assert.equal(document.languageId, 'plaintext');
  assert.deepEqual(languages.chosen, ['json']);
});
