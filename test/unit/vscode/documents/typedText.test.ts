// What was typed is written, whatever VS Code is set to do when it saves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uri as VscodeUri } from 'vscode';
import { TypedTexts } from '../../../../src/vscode/documents/typedText.ts';
import { editor, TextDocument, Uri, workspace } from '../../../shared/vscode.ts';

function typing(t: { after(end: () => void): void }, text: string, isOpenBefore = false) {
  workspace.textDocuments = [];
  workspace.settings.set('files.insertFinalNewline', true);
  const document = new TextDocument(
    Uri.file('/etc/config/token').with({ scheme: 'projected-volume' }),
    text,
  );
  if (isOpenBefore) editor.open(document);
  const typed = new TypedTexts();
  t.after(() => typed.dispose());
  if (!isOpenBefore) editor.open(document);
  const save = (): string =>
    Buffer.from(
      typed.restored(document.uri as unknown as VscodeUri, Buffer.from(document.text)),
    ).toString();
  return { document, save };
}

function type(document: TextDocument, text: string): void {
  editor.change(document, { rangeOffset: document.text.length, rangeLength: 0, text });
  editor.moveCursor(document);
}

/** As VS Code does it just before it writes, without the cursor. */
function cleanUp(document: TextDocument): void {
  editor.change(document, { rangeOffset: document.text.length, rangeLength: 0, text: '\n' });
}

for (const isOpenBefore of [false, true]) {
  test(`the final newline of a clean-up is not written${isOpenBefore ? ', also of an editor that was open before' : ''}`, (t) => {
    const { document, save } = typing(t, 'pass', isOpenBefore);
    type(document, 'word');
    cleanUp(document);
    assert.equal(save(), 'password');
  });
}

test('a final newline that a person types is written', (t) => {
  const { document, save } = typing(t, 'pass');
  type(document, '\n');
  assert.equal(save(), 'pass\n');
});

test('the same when the language changes before it is written', (t) => {
  const { document, save } = typing(t, 'pass');
  type(document, 'word');
  cleanUp(document);
  editor.changeLanguage(document, 'json');
  assert.equal(save(), 'password');
});

test('typing asks for no text', (t) => {
  const { document } = typing(t, ' '.repeat(40_000));
  const { reads } = document;
  for (let times = 0; times < 10; times++) type(document, 'x');
  assert.equal(document.reads, reads);
});
