// Manifests as people have them: open in editors, in several files, with a line that is wrong, or with keys too many.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readSources, writeEnvFile, writeManifest } from '../../../../src/manifest/index.ts';
import type { CommandContext, Commands } from '../../../../src/vscode/commands/command.ts';
import { manifestCommands } from '../../../../src/vscode/commands/manifestCommands.ts';
import { manifestPayload } from '../../../../src/worker/thread/manifests.ts';
import { person, TabInputText, TextDocument, window, workspace } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { DIR, key, openWindow, printOf, PUBLISHED, SECRET, stateOf } from '../window.ts';

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: '2', b: '2' }
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec: { template: { spec: { volumes: [{ name: config, configMap: { name: settings } }] } } }
`;
const WRONG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata:\n  port: 8080\n';

/** `files` are on disk; `open` are those in tabs, the first in front. */
function commanding(t: TestContext, files: Record<string, string>, open: string[] = []) {
  const opened = openWindow(t);
  workspace.files.clear();
  for (const [path, text] of Object.entries(files)) workspace.files.set(path, text);
  const editors = open.map((path) => new TextDocument(uriOf(path), files[path]));
  workspace.textDocuments = editors;
  const [front] = editors;
  window.activeTextEditor = front && { document: front };
  window.tabGroups.all = [
    {
      tabs: editors.map(({ uri }) => ({ input: new TabInputText(uri), isDirty: false, label: '' })),
    },
  ];
  t.after(() => {
    window.activeTextEditor = undefined;
    window.tabGroups.all = [];
  });
  const { answers, volumes, receive } = opened;
  answers.readManifest = ({ sources }) => readSources(sources);
  answers.manifestPayload = manifestPayload;
  answers.publish = () => PUBLISHED;
  volumes.watch(DIR);
  receive(stateOf({ a: '1' }));
  const context = opened as unknown as CommandContext;
  const run = async (name: keyof Commands, argument?: unknown): Promise<void> => {
    await manifestCommands(context)[name]?.(argument);
  };
  return { ...opened, run };
}

/** A file, unless it has a scheme of its own. */
function uriOf(path: string): Uri {
  return path.startsWith('/') ? Uri.file(path) : Uri.parse(path);
}

const VOLUME = { kind: 'volume', dir: DIR };

function stagedKeys({ staging }: ReturnType<typeof commanding>): string[] {
  return [...staging.of(DIR).keys()];
}

test('open editors come first, the one in front before all, and several are one manifest', async (t) => {
  const files = { '/w/deployment.yaml': DEPLOYMENT, '/w/config.yaml': CONFIG_MAP, '/w/a.ts': '' };
  const commands = commanding(t, files, Object.keys(files));
  person.answers = ['$(files) All 2 of them', '$(layers) Volume config'];
  await commands.run('applyManifest', VOLUME);
  assert.deepEqual(person.told[0]?.buttons, [
    '$(go-to-file) deployment.yaml',
    '$(go-to-file) config.yaml',
    '$(files) All 2 of them',
    '$(file) Choose files…',
  ]);
  assert.deepEqual(person.told[1]?.buttons, [
    '$(file) ConfigMap settings',
    '$(layers) Volume config',
  ]);
  assert.deepEqual(stagedKeys(commands), ['a', 'b']);
});

test('of an object of which nothing is ticked nothing is staged', async (t) => {
  const commands = commanding(t, { '/w/config.yaml': CONFIG_MAP }, ['/w/config.yaml']);
  person.answers = ['$(go-to-file) config.yaml', ''];
  await commands.run('applyManifest', VOLUME);
  assert.deepEqual(stagedKeys(commands), []);
});

test('what only shows something is not offered: an update stepped through, an output', async (t) => {
  const files = { '/w/config.yaml': CONFIG_MAP };
  const shownOnly = ['projected-volume-update:///v/kubelet/v.volume-update', 'output:///log.yaml'];
  const commands = commanding(t, files, [...shownOnly, 'untitled:///new.yaml', '/w/config.yaml']);
  await commands.run('applyManifest', VOLUME);
  assert.deepEqual(person.told[0]?.buttons, [
    '$(go-to-file) new.yaml',
    '$(go-to-file) config.yaml',
    '$(files) All 2 of them',
    '$(file) Choose files…',
  ]);
});

test('several files are chosen at once', async (t) => {
  const files = { '/w/deployment.yaml': DEPLOYMENT, '/w/config.yaml': CONFIG_MAP };
  const commands = commanding(t, files);
  person.answers = [Object.keys(files).join('\n'), '$(layers) Volume config'];
  await commands.run('applyManifest', VOLUME);
  assert.deepEqual(stagedKeys(commands), ['a', 'b']);
});

test('a line that is wrong is named with its file, and shown', async (t) => {
  const files = { '/w/config.yaml': CONFIG_MAP, '/w/wrong.yaml': WRONG };
  const commands = commanding(t, files);
  person.answers = [Object.keys(files).join('\n')];
  await assert.rejects(commands.run('applyManifest', VOLUME), {
    message: /^wrong\.yaml: data of ConfigMap x, key port \(line 5\) must be a string/,
  });
  assert.deepEqual(JSON.parse(JSON.stringify(person.shown)), [
    { text: '/w/wrong.yaml', options: { selection: { from: [4, 8] } } },
  ]);
});

test('a .env file is applied as a manifest is', async (t) => {
  const commands = commanding(t, { '/w/.env': 'a="x\ny"\nNEW=1\n' }, ['/w/.env']);
  person.answers = ['$(go-to-file) .env', 'a,NEW'];
  await commands.run('applyManifest', VOLUME);
  const { data } = commands.staging.of(DIR).get(key('a'))?.content ?? {};
  assert.equal(Buffer.from(data ?? []).toString(), 'x\ny');
  assert.deepEqual(stagedKeys(commands).sort(), ['NEW', 'a']);
});

test('a .env file that Export put into an editor is applied as one', async (t) => {
  const commands = commanding(t, { 'untitled:///Untitled-1': 'a="x"\n' }, [
    'untitled:///Untitled-1',
  ]);
  for (const document of workspace.textDocuments) document.languageId = 'properties';
  person.answers = ['$(go-to-file) Untitled-1', 'a'];
  await commands.run('applyManifest', VOLUME);
  const { data } = commands.staging.of(DIR).get(key('a'))?.content ?? {};
  assert.equal(Buffer.from(data ?? []).toString(), 'x');
});

test('what others publish while the question is open is not deleted, and what they changed is a conflict', async (t) => {
  const commands = commanding(t, { '/w/config.yaml': CONFIG_MAP });
  commands.receive(stateOf({ a: '1', old: '1' }));
  const theirs = () => {
    commands.receive(stateOf({ a: 'theirs', old: '1', new: '1' }, { version: '..v2' }));
    return 'Stage';
  };
  person.answers = ['/w/config.yaml', 'a,b', theirs];
  await commands.run('applyManifest', VOLUME);
  assert.match(person.told.at(-2)?.detail ?? '', /lacks them: 1 \(old\)/);
  assert.deepEqual(
    [...commands.staging.of(DIR).values()].map(({ key, base }) => [key, base?.digest]),
    [
      ['a', printOf('1').digest],
      ['b', undefined],
      ['old', printOf('1').digest],
    ],
  );
});

test('a new volume is suggested in the workspace, by the name of its object', async (t) => {
  const folder = temporary(t);
  mkdirSync(join(folder, 'settings'));
  writeFileSync(join(folder, 'settings', 'taken'), '');
  const commands = commanding(t, { '/w/config.yaml': CONFIG_MAP }, ['/w/config.yaml']);
  const dir = join(folder, 'settings-2');
  commands.volumes.watch(dir);
  commands.receive(stateOf({}, { dir }));
  person.answers = [
    '$(file-code) From a manifest',
    '$(go-to-file) config.yaml',
    `$(new-folder) ${dir}`,
    'a',
    '0600',
  ];
  await commands.run('createVolume');
  const [[, published] = []] = commands.asked('publish');
  assert.equal((published as { dir: string }).dir, dir);
});

test('a place that will not do is refused before anything else is asked', async (t) => {
  const folder = temporary(t);
  writeFileSync(join(folder, 'taken'), '');
  const commands = commanding(t, { '/w/config.yaml': CONFIG_MAP }, ['/w/config.yaml']);
  person.answers = [
    '$(file-code) From a manifest',
    '$(go-to-file) config.yaml',
    '$(edit) Type a path…',
    folder,
    join(folder, 'taken', 'x'),
    undefined,
  ];
  await commands.run('createVolume');
  const texts = person.told.map(({ text }) => text);
  const asked = person.told.find(({ text }) => text.startsWith('Absolute path of the new'));
  assert.equal(asked?.detail, join(folder, 'settings'));
  assert.ok(texts.some((text) => text.includes('is not empty')));
  assert.ok(texts.some((text) => text.includes('is not a folder')));
  assert.ok(!texts.some((text) => /Which of its keys|Mode of/.test(text)));
});

for (const answer of ['Export the Others', undefined]) {
  test(`keys that the API refuses are named; ${answer ?? 'Cancel'}`, async (t) => {
    const commands = commanding(t, {});
    commands.receive(stateOf({ a: '1', 'conf/b': '2' }));
    const files = new Map(['a', 'conf/b'].map((key) => [key, Buffer.from('1')]));
    commands.answers.writeManifest = ({ object, without }) => {
      const left = new Map([...files].filter(([key]) => !without.includes(key)));
      return object.kind === '.env'
        ? writeEnvFile(object.name, left)
        : writeManifest({ ...object, files: left });
    };
    person.answers = ['$(file) ConfigMap', 'app', answer, '$(go-to-file) In an editor, unsaved'];
    await commands.run('exportManifest', VOLUME);
    const { text, detail } =
      person.told.find(({ buttons }) => buttons.includes('Export the Others')) ?? {};
    assert.equal(text, 'Export /etc/config without these keys: 1?');
    assert.equal(detail, 'conf/b (only letters, digits, "-", "_" and ".")');
    const shown = person.shown.map(({ text }) => text.includes('a: "1"'));
    assert.deepEqual(shown, answer === undefined ? [] : [true]);
  });
}

test('a volume that gets a secret while Export asks is not exported without the question about that', async (t) => {
  const commands = commanding(t, {});
  commands.answers.writeManifest = () => ({ ok: true, text: 'a: "hunter2"' });
  const secretNow = () => {
    commands.receive(stateOf({ a: 'hunter2' }, { secrecy: SECRET, version: '..v2' }));
    return 'app';
  };
  person.answers = [
    '$(file) ConfigMap',
    secretNow,
    undefined,
    '$(go-to-file) In an editor, unsaved',
  ];
  await commands.run('exportManifest', VOLUME);
  assert.equal(person.told.at(-1)?.text, 'Write the values of /etc/config into a file?');
  assert.deepEqual(person.shown, []);
});

test('a manifest of which no key would be left is not exported', async (t) => {
  const commands = commanding(t, {});
  commands.receive(stateOf({ 'conf/b': '2' }));
  commands.answers.writeManifest = ({ object }) => {
    assert.ok(object.kind !== '.env');
    return writeManifest({ ...object, files: new Map([['conf/b', Buffer.from('1')]]) });
  };
  person.answers = ['$(file) ConfigMap', 'app'];
  await assert.rejects(commands.run('exportManifest', VOLUME), /cannot have these keys: conf\/b/);
});

/** The workspace folder, until the test ends. */
function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pv-'));
  workspace.workspaceFolders = [{ uri: Uri.file(folder) }];
  t.after(() => {
    workspace.workspaceFolders = [];
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
