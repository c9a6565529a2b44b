// A Secret's values, decoded, as a document: shown only when asked for, and saved into the manifest alone.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { FileSystemProvider, Uri as RealUri } from 'vscode';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { secretCommands } from '../../../../src/vscode/commands/secretCommands.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { SecretFileSystem } from '../../../../src/vscode/documents/secretFileSystem.ts';
import {
  readManifest,
  readSecretValues,
  writeSecretValues,
} from '../../../../src/worker/thread/manifests.ts';
import { executed, person, shownFiles, TextDocument, workspace } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { openWindow, serve } from '../window.ts';

const PATH = '/w/secret.yaml';
const MANIFEST = `# of the database
apiVersion: v1
kind: Secret
metadata: { name: db }
data:
  password: aHVudGVyMg== # rotate
  blob: /wA=
`;

function opening(t: TestContext) {
  const window = openWindow(t);
  Object.assign(window.answers, { readManifest, readSecretValues, writeSecretValues });
  workspace.files.set(PATH, MANIFEST);
  const reveals = new Reveals(window.storage.memento, 60_000);
  t.after(() => reveals.dispose());
  serve(new SecretFileSystem(window.volumes.client, reveals));
  const provider = shownFiles.provider as FileSystemProvider;
  const context = { ...window, reveals } as unknown as CommandContext;
  const open = async (): Promise<RealUri> => {
    person.answers = ['Show Values'];
    await secretCommands(context)['editSecret']?.(Uri.file(PATH));
    return executed.find(([command]) => command === 'vscode.open')?.[1] as RealUri;
  };
  const save = async (uri: RealUri, text: string) =>
    provider.writeFile(uri, Buffer.from(text), { create: false, overwrite: true });
  return { provider, context, open, save };
}

test('after a question the values show, and what is saved goes into the manifest in base64', async (t) => {
  const { provider, open, save } = opening(t);
  const uri = await open();
  const [asked] = person.told;
  assert.match(asked?.text ?? '', /^Show the values of db in an editor\?/);
  assert.match(asked?.detail ?? '', /plain file on disk until they are saved/);
  assert.match(asked?.detail ?? '', /no text: blob/);
  assert.equal(uri.path, '/db.yaml');
  assert.equal(Buffer.from(await provider.readFile(uri)).toString(), 'password: hunter2\n');
  await save(uri, 'password: correct horse\n');
  assert.equal(workspace.files.get(PATH), MANIFEST.replace('aHVudGVyMg==', 'Y29ycmVjdCBob3JzZQ=='));
});

test('another Secret that is now where this one was is not changed', async (t) => {
  const { open, save } = opening(t);
  const uri = await open();
  const other = MANIFEST.replace('name: db', 'name: other');
  workspace.files.set(PATH, other);
  await assert.rejects(save(uri, 'password: typed\n'), /Secret db is not where it was/);
  assert.equal(workspace.files.get(PATH), other);
});

test('the values of another Secret do not show in its place, as where the file on disk is an older one', async (t) => {
  const { provider, context } = opening(t);
  const cache = MANIFEST.replace('name: db', 'name: cache');
  workspace.files.set(PATH, `${MANIFEST}---\n${cache}`);
  const unsaved = `${MANIFEST.replace('name: db', 'name: new')}---\n${MANIFEST}---\n${cache}`;
  workspace.textDocuments = [new TextDocument(Uri.file(PATH), unsaved)];
  person.answers = ['$(key) db', 'Show Values'];
  await secretCommands(context)['editSecret']?.(Uri.file(PATH));
  const uri = executed.find(([command]) => command === 'vscode.open')?.[1] as RealUri;
  await assert.rejects(async () => provider.readFile(uri), /Secret db is not where it was/);
});

test('a change of the rest of the manifest is no conflict, and one of these values is', async (t) => {
  const { provider, open, save } = opening(t);
  let now = 1;
  t.mock.method(workspace.fs, 'stat', async () => ({ type: 1, ctime: 0, mtime: now, size: 1 }));
  const change = (from: string, to: string): void => {
    workspace.files.set(PATH, workspace.files.get(PATH)?.replace(from, to) ?? '');
    now++;
  };
  const uri = await open();
  const other = MANIFEST.replace('name: db', 'name: cache').replace('aHVudGVyMg==', 'b25l');
  workspace.files.set(PATH, `${MANIFEST}---\n${other}`);
  const time = async () => (await provider.stat(uri)).mtime;
  const begun = await time();
  change('b25l', 'dHdv');
  change('# of the database', '# of another');
  assert.equal(await time(), begun);
  await save(uri, 'password: mine\n');
  now++;
  const saved = await time();
  assert.equal(saved, now);
  change('dHdv', 'b25l');
  assert.equal(await time(), saved);
  change('bWluZQ==', 'dHdv');
  assert.equal(await time(), now);
});

test('without a yes nothing opens, and nothing can be read', async (t) => {
  const { provider, context, open } = opening(t);
  const uri = await open();
  executed.length = 0;
  person.answers = [];
  await secretCommands(context)['editSecret']?.(Uri.file(PATH));
  assert.deepEqual(executed, []);
  const other = uri.with({ path: '/other.yaml' });
  await assert.rejects(async () => provider.readFile(other), /hidden/);
});

test('no value is in the address, in what is told or in what is asked', async (t) => {
  const { open, save } = opening(t);
  const uri = await open();
  await assert.rejects(
    save(uri, 'password: "hunter3\n'),
    /Line 2, column \d+: .*Nothing was changed/,
  );
  const told = JSON.stringify([uri.toString(), person.told, executed]);
  assert.doesNotMatch(told, /hunter|aHVudGVyMg/);
  assert.equal(workspace.files.get(PATH), MANIFEST);
});

test('a manifest with unsaved changes in an editor is not changed on disk', async (t) => {
  const { open, save } = opening(t);
  const uri = await open();
  const document = new TextDocument(Uri.file(PATH), MANIFEST);
  document.isDirty = true;
  workspace.textDocuments = [document];
  await assert.rejects(save(uri, 'password: x\n'), /secret\.yaml has unsaved changes/);
  assert.equal(workspace.files.get(PATH), MANIFEST);
});

test('in restricted mode nothing is changed', async (t) => {
  const { open, save } = opening(t);
  const uri = await open();
  workspace.isTrusted = false;
  t.after(() => (workspace.isTrusted = true));
  await assert.rejects(save(uri, 'password: x\n'), /restricted mode/);
  assert.equal(workspace.files.get(PATH), MANIFEST);
});
