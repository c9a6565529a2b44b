// Copying a value: the one that is staged, else the one that is active.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { valueOf } from '../../../../src/vscode/commands/valueCommands.ts';
import { DIR, key, openWindow, stateOf, versionOf } from '../window.ts';

test('the value is that of the active version, also where an older one has the same name', async (t) => {
  const { volumes, staging, receive, answers } = openWindow(t);
  volumes.watch(DIR);
  const versions = [versionOf('..v1', { id: '..v1#2' }), versionOf('..v1', { isActive: false })];
  receive(stateOf({ a: '1' }, { versions }));
  answers.readKey = ({ version }) => Buffer.from(version);
  const value = async () => String(await valueOf({ volumes, staging }, DIR, 'a'));
  assert.equal(await value(), '..v1#2');
  staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  assert.equal(await value(), 'mine');
});
