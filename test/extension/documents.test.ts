// Keys as documents, in the real extension host.

import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  addVolume,
  openKey,
  publishStaged,
  removeVolumes,
  type TestVolume,
  type,
  untilText,
} from './volume.ts';

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

  test('saving stages, and publishing writes all that is staged in one swap', async () => {
    const volume = await addVolume({ a: 'old', b: 'old', c: 'untouched' });
    for (const key of ['a', 'b']) {
      const editor = await openKey(volume, key);
      await type(editor, 'new');
      assert.equal(await editor.document.save(), true);
      assert.equal(volume.read(key), 'old');
      assert.equal(editor.document.isDirty, false);
    }
    const before = readlinkSync(join(volume.dir, '..data'));
    await publishStaged(volume);
    assert.equal(volume.read('a'), 'new');
    assert.equal(volume.read('b'), 'new');
    assert.equal(volume.read('c'), 'untouched');
    assert.notEqual(readlinkSync(join(volume.dir, '..data')), before);
    assert.deepEqual(
      readdirSync(volume.dir).filter((name) => !name.startsWith('..2')),
      ['..data', 'a', 'b', 'c'],
    );
  });

  test('with the setting, saving publishes at once', async () => {
    const volume = await addVolume({ a: 'old', b: 'old' });
    const settings = vscode.workspace.getConfiguration('projectedVolumes');
    await settings.update('publishOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      const editor = await openKey(volume, 'a');
      await type(editor, 'new');
      assert.equal(await editor.document.save(), true);
      await untilRead(volume, 'a', 'new');
    } finally {
      await settings.update('publishOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('editing on after a publish is no conflict with oneself', async () => {
    const volume = await addVolume({ a: '1' });
    const editor = await openKey(volume, 'a');
    for (const text of ['2', '3', '4']) {
      await type(editor, text);
      assert.equal(await editor.document.save(), true);
      await publishStaged(volume);
      assert.equal(volume.read('a'), text);
    }
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
    await publishStaged(volume);
    assert.equal(volume.read('a'), 'mine');
  });

  for (const theirs of ['them', 'theirs, longer']) {
    test(`a key that someone else changed to "${theirs}" is not overwritten`, async () => {
      const volume = await addVolume({ a: 'aaaa', b: '1' });
      const editor = await openKey(volume, 'a');
      await type(editor, 'mine');
      const version = volume.publish({ a: theirs, b: '1' });
      await untilReadable(volume.uri('b').with({ authority: version }));
      assert.equal(await editor.document.save(), true);
      // Dialogs are refused in a test host, which is an answer of "no".
      await publishStaged(volume);
      assert.equal(volume.read('a'), theirs);
      assert.equal(editor.document.getText(), 'mine');
      assert.equal(await readText(volume.uri('a')), 'mine');
      assert.equal(await readText(volume.uri('a').with({ authority: 'active' })), theirs);
    });
  }

  test('a key that someone else deleted does not come back without an answer', async () => {
    const volume = await addVolume({ a: 'aaaa', b: '1' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    const version = volume.publish({ b: '1' });
    await untilReadable(volume.uri('b').with({ authority: version }));
    assert.equal(await editor.document.save(), true);
    await publishStaged(volume);
    assert.throws(() => volume.read('a'), { code: 'ENOENT' });
    assert.equal(editor.document.getText(), 'mine');
  });

  test('an edit is no conflict when the content tells the language, or the person changes it', async () => {
    const volume = await addVolume({ settings: '{"port": 1}\n' });
    const editor = await openKey(volume, 'settings');
    await untilLanguage(editor.document, 'json');
    await type(editor, '{"port": 2}\n');
    assert.equal(await editor.document.save(), true);
    await publishStaged(volume);
    assert.equal(volume.read('settings'), '{"port": 2}\n');
    await type(editor, 'port: 3\n');
    await vscode.languages.setTextDocumentLanguage(editor.document, 'plaintext');
    assert.equal(await editor.document.save(), true);
    await publishStaged(volume);
    assert.equal(volume.read('settings'), 'port: 3\n');
    assert.equal(editor.document.languageId, 'plaintext');
  });

  test('a change of another key is no conflict', async () => {
    const volume = await addVolume({ a: 'aaaa', b: '1' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    volume.publish({ a: 'aaaa', b: 'theirs' });
    assert.equal(await editor.document.save(), true);
    await publishStaged(volume);
    assert.equal(volume.read('a'), 'mine');
    assert.equal(volume.read('b'), 'theirs');
  });

  test('an editor is saved while its volume is away, and published when it is back', async () => {
    const volume = await addVolume({ a: 'aaaa' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    renameSync(volume.dir, `${volume.dir}-away`);
    await refresh(volume);
    assert.equal(await editor.document.save(), true);
    assert.equal(editor.document.getText(), 'mine');
    renameSync(`${volume.dir}-away`, volume.dir);
    await refresh(volume);
    await publishStaged(volume);
    assert.equal(volume.read('a'), 'mine');
  });

  test('what was typed back to the active text is staged no longer', async () => {
    const volume = await addVolume({ a: 'aaaa' });
    const editor = await openKey(volume, 'a');
    await type(editor, 'mine');
    assert.equal(await editor.document.save(), true);
    await type(editor, 'aaaa');
    assert.equal(await editor.document.save(), true);
    volume.publish({ a: 'theirs' });
    await untilText(editor.document, 'theirs');
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
    await publishStaged(volume);
    assert.equal(volume.read('a'), '\uFEFFno! final newline\r\n  spaces  ');
  });

  test('the editor of a key has the language of its contents, where the name says nothing', async () => {
    const volume = await addVolume({
      settings: '{ "a": [1, 2] }\n',
      config: 'server:\n  port: 8080\n  hosts:\n    - a\n    - b\n',
      note: 'Only some words, in a sentence.\n',
    });
    const { document: note } = await openKey(volume, 'note');
    for (const [key, language] of [
      ['settings', 'json'],
      ['config', 'yaml'],
    ] as const) {
      const { document } = await openKey(volume, key);
      await untilTrue(() => document.languageId === language);
    }
    // It was looked at before the others were.
    assert.equal(note.languageId, 'plaintext');
  });

  test('clean-ups that VS Code makes as it saves leave the bytes as they were typed', async () => {
    const volume = await addVolume({ a: 'x' });
    const files = vscode.workspace.getConfiguration('files');
    const cleanUps = ['insertFinalNewline', 'trimTrailingWhitespace', 'trimFinalNewlines'];
    const set = async (value: true | undefined) => {
      for (const name of cleanUps) {
        await files.update(name, value, vscode.ConfigurationTarget.Global);
      }
      // The extension host hears of it a moment later.
      const isOn = (name: string) => vscode.workspace.getConfiguration('files').get(name) === true;
      await untilTrue(() => cleanUps.every((name) => isOn(name) === (value === true)));
    };
    await set(true);
    try {
      for (const typed of ['pass word  ', 'a  \nb\t\n\n\n', 'no newline']) {
        const editor = await openKey(volume, 'a');
        await type(editor, typed);
        assert.equal(await editor.document.save(), true);
        assert.equal(await readText(volume.uri('a')), typed);
        await untilText(editor.document, typed);
      }
      // A line end that a person types is one.
      const editor = await openKey(volume, 'a');
      const { lineCount } = editor.document;
      const { end } = editor.document.lineAt(lineCount - 1).range;
      editor.selection = new vscode.Selection(end, end);
      await vscode.commands.executeCommand('type', { text: '\n' });
      assert.equal(await editor.document.save(), true);
      assert.equal(await readText(volume.uri('a')), 'no newline\n');
    } finally {
      await set(undefined);
    }
  });

  test('what is no key is refused, and nothing changes', async () => {
    const volume = await addVolume({ a: '1' });
    const { fs } = vscode.workspace;
    await assert.rejects(async () => fs.readFile(volume.uri('missing')), { code: 'FileNotFound' });
    await assert.rejects(
      async () => fs.writeFile(volume.uri('..b'), Buffer.from('')),
      /kept for the volume/,
    );
    await assert.rejects(async () => fs.delete(volume.uri('b')), { code: 'FileNotFound' });
    await assert.rejects(
      async () => fs.writeFile(volume.uri('a/b'), Buffer.from('')),
      /not a directory/,
    );
    await assert.rejects(
      async () => fs.readFile(vscode.Uri.parse('projected-volume:/nowhere/a')),
      /Add its volume/,
    );
    assert.deepEqual(await fs.readDirectory(volume.uri('')), [['a', vscode.FileType.File]]);
  });

  test('what is missing or of another kind is refused as VS Code expects', async () => {
    const volume = await addVolume({ a: '1', 'conf/b': '1' });
    const { fs } = vscode.workspace;
    for (const [what, attempt, code] of [
      ['list a key', () => fs.readDirectory(volume.uri('a')), 'FileNotADirectory'],
      ['list what is missing', () => fs.readDirectory(volume.uri('no')), 'FileNotFound'],
      ['read a folder', () => fs.readFile(volume.uri('conf')), 'FileIsADirectory'],
      ['read the volume', () => fs.readFile(volume.uri('')), 'FileIsADirectory'],
      ['delete a folder alone', () => fs.delete(volume.uri('conf')), 'FileIsADirectory'],
      ['rename over a key', () => fs.rename(volume.uri('a'), volume.uri('conf/b')), 'FileExists'],
      [
        'rename what is missing',
        () => fs.rename(volume.uri('no'), volume.uri('x')),
        'FileNotFound',
      ],
    ] as const) {
      await assert.rejects(async () => attempt(), { code }, what);
    }
  });

  test('keys and folders are renamed through the file system of the window, staged', async () => {
    const volume = await addVolume({ a: '1', 'conf/b': '2', 'conf/c': '3', d: '4' });
    const { fs } = vscode.workspace;
    await fs.rename(volume.uri('a'), volume.uri('new'));
    await fs.rename(volume.uri('conf'), volume.uri('etc/conf'));
    await fs.rename(volume.uri('d'), volume.uri('etc/conf/b'), { overwrite: true });
    assert.equal(volume.read('a'), '1');
    await publishStaged(volume);
    assert.equal(volume.read('new'), '1');
    assert.equal(volume.read('etc/conf/b'), '4');
    assert.equal(volume.read('etc/conf/c'), '3');
    for (const gone of ['a', 'conf', 'd']) {
      assert.throws(() => volume.read(gone), { code: 'ENOENT' });
    }
  });

  test('a key staged for deletion still opens from its row, read-only as it is active', async () => {
    const volume = await addVolume({ a: '1', b: '2' });
    await vscode.workspace.fs.delete(volume.uri('a'));
    const { dir } = volume;
    // Asks about Undo Deletion, which nobody answers here.
    void vscode.commands.executeCommand('projectedVolumes.openKey', { kind: 'key', dir, key: 'a' });
    await untilTrue(() => vscode.window.activeTextEditor?.document.getText() === '1');
    const uri = vscode.window.activeTextEditor?.document.uri ?? volume.uri('a');
    const { permissions } = await vscode.workspace.fs.stat(uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('keys are added and deleted through the file system of the window, staged', async () => {
    const { fs } = vscode.workspace;
    const volume = await addVolume({ a: '1', b: '1', 'old/c': '1', 'old/d': '1' });
    await fs.writeFile(volume.uri('dir/b'), Buffer.from('2'));
    await fs.delete(volume.uri('b'));
    await fs.delete(volume.uri('old'), { recursive: true });
    assert.deepEqual(await fs.readDirectory(volume.uri('')), [
      ['a', vscode.FileType.File],
      ['dir', vscode.FileType.Directory],
    ]);
    assert.equal(volume.read('old/c'), '1');
    await publishStaged(volume);
    assert.equal(volume.read('dir/b'), '2');
    assert.throws(() => volume.read('b'), { code: 'ENOENT' });
    assert.throws(() => volume.read('old/c'), { code: 'ENOENT' });
    assert.equal(volume.read('a'), '1');
  });
});

async function refresh({ dir }: TestVolume): Promise<void> {
  await vscode.commands.executeCommand('projectedVolumes.refresh', { kind: 'volume', dir });
}

async function readText(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
}

/** What is published in the background shows on disk soon. */
async function untilRead(volume: TestVolume, key: string, text: string): Promise<void> {
  await untilTrue(() => volume.read(key) === text);
}

/** The test's time limit is the failure. */
async function untilTrue(isReached: () => boolean): Promise<void> {
  while (!isReached()) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
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

/** VS Code closes and opens a document to change its language. */
async function untilLanguage(document: vscode.TextDocument, languageId: string): Promise<void> {
  if (document.languageId === languageId) return;
  await new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidOpenTextDocument((opened) => {
      if (opened !== document || opened.languageId !== languageId) return;
      listener.dispose();
      resolve();
    });
  });
}
