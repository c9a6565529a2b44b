// Entries of the Problems panel lead to something that opens, without a secret value, and offer the repair.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeActionProvider, FileSystemProvider, Uri as VscodeUri } from 'vscode';
import { registerProblemsPanel } from '../../../../src/vscode/attention/problemsPanel.ts';
import { KeyFileSystem } from '../../../../src/vscode/documents/keyFileSystem.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { problemsPanel, shownFiles } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { DIR, SECRET, openWindow, serve, stateOf } from '../window.ts';

const PROBLEMS: readonly Problem[] = [
  { kind: 'stale-new-data-dir' },
  { kind: 'world-writable', path: 'a', mode: 0o666 },
  { kind: 'foreign-link', name: 'conf', target: '/elsewhere' },
  { kind: 'unread-key', key: 'socket', reason: 'special-file' },
];

function opened(t: Parameters<typeof openWindow>[0]) {
  const window = openWindow(t);
  const { volumes, staging, publisher, storage } = window;
  const { memento } = storage;
  const reveals = new Reveals(memento);
  const panel = registerProblemsPanel(volumes, staging);
  const files = serve(new KeyFileSystem({ volumes, staging, publisher, reveals, memento }));
  t.after(() => {
    panel.dispose();
    files.dispose();
    reveals.dispose();
  });
  volumes.watch(DIR);
  const read = async (address: string) => {
    const provider = shownFiles.provider as FileSystemProvider;
    const uri = Uri.parse(address) as unknown as VscodeUri;
    const { size } = await provider.stat(uri);
    const text = Buffer.from(await provider.readFile(uri)).toString();
    assert.equal(size, Buffer.byteLength(text));
    return text;
  };
  const repairs = async (address: string) => {
    const provider = problemsPanel.provider as CodeActionProvider;
    const actions = await provider.provideCodeActions(
      { uri: Uri.parse(address) } as never,
      {} as never,
      { diagnostics: problemsPanel.entries.get(address) ?? [] } as never,
      {} as never,
    );
    return (actions ?? []).map((action) => 'command' in action && action.command);
  };
  return { ...window, read, repairs };
}

test('a key that opens is led to, all else to words about it', async (t) => {
  const { receive, read } = opened(t);
  receive(stateOf({ a: 'value of a' }, { problems: PROBLEMS }));
  assert.deepEqual(
    [...problemsPanel.entries.keys()],
    [
      `projected-volume://${DIR}/a`,
      `projected-volume://problem${DIR}/conf`,
      `projected-volume://problem${DIR}/socket`,
    ],
  );
  assert.match(await read(`projected-volume://problem${DIR}/conf`), /conf\n\n.*\/elsewhere/s);
});

test('the words about a secret key hold no value, and say when the problem is gone', async (t) => {
  const { receive, read, answers } = opened(t);
  answers.readKey = () => Buffer.from('hunter2');
  receive(stateOf({ a: 'hunter2' }, { problems: PROBLEMS, secrecy: SECRET }));
  const address = `projected-volume://problem${DIR}/a`;
  assert.ok(problemsPanel.entries.has(address));
  const text = await read(address);
  assert.match(text, /light bulb/);
  assert.doesNotMatch(text, /hunter2/);
  receive(stateOf({ a: 'hunter2' }, { secrecy: SECRET }));
  assert.match(await read(address), /no problem with it any more/);
  assert.ok(!problemsPanel.entries.has(address));
});

test('a problem that can be repaired offers it, unless nothing may be written there', async (t) => {
  const { receive, repairs } = opened(t);
  receive(stateOf({ a: '1' }, { problems: PROBLEMS }));
  const [command, ...others] = await repairs(`projected-volume://${DIR}/a`);
  assert.deepEqual(others, []);
  assert.deepEqual(typeof command === 'object' && command.arguments, [
    { kind: 'problem', dir: DIR, trouble: 'world-writable a' },
  ]);
  assert.deepEqual(await repairs(`projected-volume://problem${DIR}/socket`), []);
  receive(stateOf({ a: '1' }, { problems: PROBLEMS, access: 'no-permission' }));
  assert.deepEqual(await repairs(`projected-volume://${DIR}/a`), []);
});

test('a time that was of today has its date from midnight on', (t) => {
  const now = new Date(2026, 10, 22, 23);
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  const { receive } = opened(t);
  receive(stateOf({ a: '1' }, { warnings: [{ kind: 'expired', key: 'a', at: now.getTime() }] }));
  const told = () => problemsPanel.entries.get(`projected-volume://${DIR}/a`)?.[0]?.message ?? '';
  assert.match(told(), /^a expired 23:00:00\./);
  t.mock.timers.tick(3_600_000);
  assert.match(told(), /^a expired 2026-11-22 23:00:00\./);
});
