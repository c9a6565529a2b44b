// A read-only mount that comes from an object: its keys are staged for the cluster, and every refusal leads there.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { CannotPublish, leadOn } from '../../../../src/vscode/editing/cannotPublish.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { writable } from '../../../../src/vscode/tree/itemText.ts';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { executed, person, workspace } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, PUBLISHED, stateOf } from '../window.ts';

const ORIGIN = { kind: 'configMap', volumeName: 'v', podUid: 'u', knownBy: 'mount' } as const;

function mounted(t: TestContext, more: Partial<VolumeState>) {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const state = stateOf({ a: '1' }, more);
  window.receive(state);
  return { ...window, state };
}

test('staging is open where a read-only mount comes from an object, publishing here is not', (t) => {
  const { publisher, state } = mounted(t, { access: 'read-only-file-system', origin: ORIGIN });
  publisher.checkStaging(DIR);
  assert.throws(() => publisher.check(DIR), CannotPublish);
  assert.deepEqual(writable(state), ['cluster', 'editable', 'readOnly']);
});

for (const [name, more] of [
  ['no object', { access: 'read-only-file-system', origin: { kind: 'unknown' } }],
  [
    'a downward API volume',
    { access: 'read-only-file-system', origin: { ...ORIGIN, kind: 'downwardAPI' } },
  ],
  ['a copy without links', { access: 'links-followed', origin: ORIGIN }],
] as const) {
  test(`it stays closed for ${name}`, (t) => {
    const { publisher, state } = mounted(t, more);
    assert.throws(() => publisher.checkStaging(DIR), CannotPublish);
    assert.ok(!writable(state).includes('editable'));
  });
}

test('in restricted mode nothing is staged for the cluster either', (t) => {
  const { publisher } = mounted(t, { access: 'read-only-file-system', origin: ORIGIN });
  workspace.isTrusted = false;
  t.after(() => (workspace.isTrusted = true));
  assert.throws(() => publisher.checkStaging(DIR), /restricted mode/);
});

test('with something staged the refusal leads to the cluster, and saving publishes nothing there', async (t) => {
  const { publisher, staging } = mounted(t, { access: 'read-only-file-system', origin: ORIGIN });
  workspace.settings.set('projectedVolumes.publishOnSave', true);
  staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  await publisher.publishSaved(DIR, key('a'));
  assert.deepEqual([person.told, executed], [[], []]);
  const refusal = await refusalOf(() => publisher.check(DIR));
  person.answers = ['Publish to the Cluster…'];
  await leadOn(refusal);
  const all = { kind: 'staged', dir: DIR };
  assert.deepEqual(executed, [['projectedVolumes.publishToCluster', all, [all]]]);
});

test('the cluster gets no more than what could not be published here', async (t) => {
  const { publisher, staging } = mounted(t, { access: 'read-only-file-system', origin: ORIGIN });
  for (const name of ['a', 'b']) staging.stage(DIR, key(name), bytes(Buffer.from('mine')));
  const asked = staging.chosen(DIR).filter((change) => change.key === 'a');
  const refusal = await refusalOf(async () => publisher.publish(DIR, asked));
  person.answers = ['Publish to the Cluster…'];
  await leadOn(refusal);
  const row = { kind: 'stagedChange', dir: DIR, key: 'a' };
  assert.deepEqual(executed, [['projectedVolumes.publishToCluster', row, [row]]]);
});

async function refusalOf(work: () => unknown): Promise<CannotPublish> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof CannotPublish);
    return error;
  }
  return assert.fail('It was not refused.');
}

for (const [what, command] of [
  ['a publish', 'publishToCluster'],
  ['a roll back', 'rollBackInCluster'],
] as const) {
  test(`${what} into a kubelet’s own directory can go to the cluster instead`, async (t) => {
    const { publisher, staging, asked } = mounted(t, { origin: { ...ORIGIN, knownBy: 'path' } });
    const isPublish = command === 'publishToCluster';
    person.answers = [isPublish ? 'Publish to the Cluster…' : 'Roll Back in the Cluster…'];
    if (isPublish) {
      for (const name of ['a', 'b']) staging.stage(DIR, key(name), bytes(Buffer.from('mine')));
      const chosen = staging.chosen(DIR).filter((change) => change.key === 'a');
      assert.equal(await publisher.publish(DIR, chosen), false);
    } else await publisher.rollBack(DIR, '..v0', '..v1');
    const node = isPublish
      ? { kind: 'stagedChange', dir: DIR, key: 'a' }
      : { kind: 'version', dir: DIR, version: '..v0' };
    const rows = isPublish ? [[node]] : [];
    assert.deepEqual(executed.at(-1), [`projectedVolumes.${command}`, node, ...rows]);
    assert.deepEqual([asked('publish'), asked('rollBack')], [[], []]);
  });
}

test('saving publishes into a kubelet’s own directory only after that question, which comes once', async (t) => {
  const origin = { ...ORIGIN, knownBy: 'path' } as const;
  const { publisher, staging, answers, asked } = mounted(t, { origin });
  answers.publish = () => PUBLISHED;
  workspace.settings.set('projectedVolumes.publishOnSave', true);
  const save = async (text: string) => {
    staging.stage(DIR, key('a'), bytes(Buffer.from(text)));
    await publisher.publishSaved(DIR, key('a'));
  };
  await save('given up');
  assert.match(person.told[0]?.text ?? '', /is a kubelet’s own directory/);
  assert.deepEqual([asked('publish').length, staging.count], [0, 1]);
  person.answers = ['Publish Anyway'];
  await Promise.all([save('one'), save('two')]);
  await save('three');
  assert.deepEqual([person.told.length, staging.count], [2, 0]);
  assert.ok(asked('publish').length > 0);
});
