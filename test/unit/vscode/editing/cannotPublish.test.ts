// Where nothing can be published a person is told so at once, and led on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CannotPublish, leadOn } from '../../../../src/vscode/editing/cannotPublish.ts';
import type { Access } from '../../../../src/worker/protocol/state.ts';
import { executed, person } from '../../../shared/vscode.ts';
import { DIR, openWindow, stateOf } from '../window.ts';

const refusal = (access: Access = 'read-only-file-system') => new CannotPublish(DIR, access);

for (const [button, command] of [
  ['Copy to a New Volume…', 'projectedVolumes.copyVolume'],
  ['Export as Manifest…', 'projectedVolumes.exportManifest'],
] as const) {
  test(`leads on: ${button}`, async (t) => {
    openWindow(t);
    person.answers = [button];
    await leadOn(refusal());
    assert.ok(person.told[0]?.buttons.includes(button));
    assert.deepEqual(executed, [[command, { kind: 'volume', dir: DIR }]]);
  });
}

test('a refusal that is closed leads nowhere', async (t) => {
  openWindow(t);
  await leadOn(refusal());
  assert.deepEqual(executed, []);
});

for (const [access, words] of [
  ['read-only-file-system', `${DIR} is mounted read-only.`],
  ['no-permission', `You have no permission to write to ${DIR}.`],
] as const) {
  test(`${access} is said in the two lines that a notification shows`, () => {
    const { message } = refusal(access);
    assert.ok(message.startsWith(words), message);
    assert.ok(message.length <= 90, message);
  });
}

test('other reasons are said with the volume', () => {
  for (const access of ['no-atomic-swap', 'links-followed', 'removed'] as const) {
    assert.match(refusal(access).message, /^\/etc\/config: .{20}/);
  }
});

test('only a volume with keys leads on: of another there is nothing to copy', (t) => {
  const { volumes, receive, publisher } = openWindow(t);
  volumes.watch(DIR);
  const access = 'read-only-file-system';
  receive(stateOf({ a: '1' }, { access }));
  assert.throws(() => publisher.check(DIR), CannotPublish);
  receive(stateOf({}, { access, active: { state: 'no-data-link' } }));
  assert.throws(
    () => publisher.check(DIR),
    (error) => !(error instanceof CannotPublish),
  );
  receive(stateOf({ a: '1' }));
  publisher.check(DIR);
});
