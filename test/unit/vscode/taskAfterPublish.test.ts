// The task after a publish: only if the person named one, only where they trust the workspace, never beside itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { registerTaskAfterPublish } from '../../../src/vscode/attention/taskAfterPublish.ts';
import type { Published } from '../../../src/worker/protocol/protocol.ts';
import type { Publication, Publisher } from '../../../src/vscode/editing/publisher.ts';
import { EventEmitter, person, tasks, workspace } from '../../shared/vscode.ts';
import { DIR, openWindow, PUBLISHED, settled, stateOf } from './window.ts';

const SETTING = 'projectedVolumes.taskAfterPublish';

function publishing(t: TestContext, name: string) {
  const window = openWindow(t);
  workspace.settings.set(SETTING, name);
  tasks.reset([
    { name: 'reload', source: 'Workspace' },
    { name: 'build', source: 'npm' },
  ]);
  t.after(() => (workspace.isTrusted = true));
  const registered = registerTaskAfterPublish(window.publisher, window.log);
  t.after(() => registered.dispose());
  window.volumes.watch(DIR);
  window.receive(stateOf({}));
  const publish = async (published: Partial<Published> = {}): Promise<void> => {
    window.answers.publish = () => ({ ...PUBLISHED, ...published });
    await window.publisher.create(DIR, new Map());
    await settled();
  };
  return { ...window, publish };
}

test('without the setting no task is run, nor looked for', async (t) => {
  const { publish } = publishing(t, '');
  await publish();
  assert.deepEqual([tasks.started, tasks.fetched], [[], 0]);
});

for (const [name, started] of [
  ['reload', 'reload'],
  ['npm: build', 'build'],
] as const) {
  test(`the task ${name} is run after a publish, and not after one that changed nothing`, async (t) => {
    const { publish } = publishing(t, name);
    await publish({ changed: false });
    assert.deepEqual(tasks.started, []);
    await publish();
    assert.deepEqual(tasks.started, [started]);
  });
}

test('while it runs it is not started again, but once when it ends', async (t) => {
  const { publish } = publishing(t, 'reload');
  for (let n = 0; n < 3; n++) await publish();
  assert.deepEqual(tasks.started, ['reload']);
  tasks.end();
  await settled();
  assert.deepEqual(tasks.started, ['reload', 'reload']);
  tasks.end();
  await settled();
  assert.deepEqual(tasks.started, ['reload', 'reload']);
});

test('a task that is not there is said to be so, and what was published is', async (t) => {
  const { publish } = publishing(t, 'relaod');
  await publish();
  assert.match(
    person.told[0]?.text ?? '',
    /^What was published is active, but there is no task relaod\./,
  );
  await publish();
  assert.equal(person.told.length, 2);
});

test('a task that does not start is said to be so', async (t) => {
  const { publish } = publishing(t, 'reload');
  tasks.refusal = new Error('no terminal');
  await publish();
  assert.match(person.told[0]?.text ?? '', /did not start: no terminal$/);
});

test('in restricted mode no task is run, and the workspace names none', async (t) => {
  const { log } = publishing(t, 'reload');
  const published = new EventEmitter<Publication>();
  const publisher = { onDidPublish: published.event } as unknown as Publisher;
  const registered = registerTaskAfterPublish(publisher, log);
  t.after(() => registered.dispose());
  workspace.isTrusted = false;
  published.fire({ dir: DIR, what: 'a', published: PUBLISHED });
  await settled();
  assert.deepEqual(tasks.started, []);
  const { capabilities } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  };
  assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes(SETTING));
});
