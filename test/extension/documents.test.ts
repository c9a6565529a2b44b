// Keys as documents, in the real extension host.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { addVolume, openKey, removeVolumes, type, untilText } from './volume.ts';

// Windows has no atomic swap: volumes are only shown there.
const onPosix = process.platform === 'win32' ? suite.skip : suite;

onPosix('key documents', () => {
  teardown(removeVolumes);

  test('a key opens with its text, and the folder of a nested one can be listed', async () => {
    const volume = await addVolume({
      'app.yaml': 'port: 8080\n',
      'conf/limits.properties': 'max=1\n',
    });
    const { document } = await openKey(volume, 'conf/limits.properties');
    assert.equal(document.getText(), 'max=1\n');
    assert.deepEqual(await vscode.workspace.fs.readDirectory(volume.uri('')), [
      ['app.yaml', vscode.FileType.File],
      ['conf', vscode.FileType.Directory],
    ]);
  });

  test('saving publishes the key in one swap and keeps the others', async () => {
    const volume = await addVolume({ a: 'old', b: 'untouched' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'new');
    assert.equal(await editor.document.save(), true);
    assert.equal(volume.read('a'), 'new');
    assert.equal(volume.read('b'), 'untouched');
    assert.deepEqual(
      readdirSync(volume.dir).filter((name) => !name.startsWith('..2')),
      ['..data', 'a', 'b'],
    );
  });

  test('saving twice in a row is no conflict with oneself', async () => {
    const volume = await addVolume({ a: '1' });
    const editor = await openKey(volume, 'a');
    await type(editor, '2');
    assert.equal(await editor.document.save(), true);
    await type(editor, '3');
    assert.equal(await editor.document.save(), true);
    assert.equal(volume.read('a'), '3');
  });

  test('an editor without unsaved changes follows the active version', async () => {
    const volume = await addVolume({ a: 'first' });
    const { document } = await openKey(volume, 'a');
    volume.publish({ a: 'second' });
    await untilText(document, 'second');
    volume.publish({ a: 'first' });
    await untilText(document, 'first');
  });

  test('an edit of what followed the active version is based on that', async () => {
    const volume = await addVolume({ a: 'first' });
    const editor = await openKey(volume, 'a');
    volume.publish({ a: 'other' });
    await untilText(editor.document, 'other');
    await type(editor, 'mine');
    assert.equal(await editor.document.save(), true);
    assert.equal(volume.read('a'), 'mine');
  });

  test('a key that someone else changed is not overwritten, even at the same size', async () => {
    const volume = await addVolume({ a: 'aaaa', b: '1' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    volume.publish({ a: 'them', b: '1' });
    // Dialogs are refused in a test host, which is an answer of "no".
    assert.equal(await save(editor.document), false);
    assert.equal(volume.read('a'), 'them');
    assert.equal(editor.document.getText(), 'mine');
    assert.equal(editor.document.isDirty, true);
  });

  test('a key that someone else deleted does not come back without an answer', async () => {
    const volume = await addVolume({ a: 'aaaa', b: '1' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    const version = volume.publish({ b: '1' });
    await untilReadable(volume.uri('b').with({ authority: version }));
    assert.equal(await save(editor.document), false);
    assert.throws(() => volume.read('a'), { code: 'ENOENT' });
    assert.equal(editor.document.getText(), 'mine');
  });

  test('a change of another key is no conflict', async () => {
    const volume = await addVolume({ a: 'aaaa', b: '1' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    volume.publish({ a: 'aaaa', b: 'theirs' });
    assert.equal(await editor.document.save(), true);
    assert.equal(volume.read('a'), 'mine');
    assert.equal(volume.read('b'), 'theirs');
  });

  test('bytes that are no text are read-only in editors, and so are versions seen', async () => {
    const volume = await addVolume({ latin: Buffer.from([0x63, 0x61, 0x66, 0xe9]), text: 'x' });
    const { permissions } = await vscode.workspace.fs.stat(volume.uri('latin'));
    assert.equal(permissions, vscode.FilePermission.Readonly);
    const version = volume.publish({ text: 'y' });
    const seen = volume.uri('text').with({ authority: version });
    await untilReadable(seen);
    assert.equal(String(Buffer.from(await vscode.workspace.fs.readFile(seen))), 'y');
    await assert.rejects(async () => vscode.workspace.fs.writeFile(seen, Buffer.from('z')));
    assert.equal(volume.read('text'), 'y');
  });

  test('no bytes are added or lost on the way through an editor', async () => {
    const text = '\uFEFFno final newline\r\n  spaces  ';
    const volume = await addVolume({ a: text });
    const editor = await openKey(volume, 'a');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 2), '!'));
    assert.equal(await editor.document.save(), true);
    assert.equal(volume.read('a'), '\uFEFFno! final newline\r\n  spaces  ');
  });

  test('what is no key is refused, and nothing changes', async () => {
    const volume = await addVolume({ a: '1' });
    const { fs } = vscode.workspace;
    await assert.rejects(async () => fs.readFile(volume.uri('missing')), { code: 'FileNotFound' });
    await assert.rejects(
      async () => fs.writeFile(volume.uri('..b'), Buffer.from('')),
      /kept for the volume/,
    );
    await assert.rejects(async () => fs.delete(volume.uri('a')), /Delete Key/);
    await assert.rejects(
      async () => fs.readFile(vscode.Uri.parse('projected-volume:/nowhere/a')),
      /Add its volume/,
    );
    assert.deepEqual(await fs.readDirectory(volume.uri('')), [['a', vscode.FileType.File]]);
  });

  test('a key can be written where there was no folder yet', async () => {
    const volume = await addVolume({ a: '1' });
    await vscode.workspace.fs.writeFile(volume.uri('dir/b'), Buffer.from('2'));
    assert.equal(volume.read('dir/b'), '2');
    assert.equal(volume.read('a'), '1');
  });
});

/** False where saving is refused, whichever way VS Code says so. */
async function save(document: vscode.TextDocument): Promise<boolean> {
  return document.save().then(
    (saved) => saved,
    () => false,
  );
}

/** A version that another process published is in the history as soon as it has been seen. */
async function untilReadable(uri: vscode.Uri): Promise<void> {
  for (;;) {
    try {
      await vscode.workspace.fs.stat(uri);
      return;
    } catch {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
