// Publishing meets others, itself, and questions that take their time: what a person saw is what is replaced.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VolumeError } from '../../../../src/volume/failure.ts';
import { executed, person, workspace } from '../../../shared/vscode.ts';
import { deferred, DIR, key, printOf, settled, stateOf, SECRET } from '../window.ts';
import { publishing } from './publishing.ts';

test('what another writer publishes while the question is open is asked about as well', async (t) => {
  const { disk, replace, stage, publish } = publishing(t, { a: '1' });
  stage('a', 'mine');
  replace({ a: 'theirs' });
  person.answers = [
    () => {
      replace({ a: 'theirs again' });
      return 'Keep Mine';
    },
    undefined,
  ];
  assert.equal(await publish(), false);
  assert.deepEqual(disk, { a: 'theirs again' });
  assert.deepEqual(
    person.told.map(({ detail }) => detail?.split('\n').slice(0, 2)),
    [
      ['Mine: mine', 'Theirs: theirs'],
      ['Mine: mine', 'Theirs: theirs again'],
    ],
  );
});

test('answers count when the next key is compared, which stays a conflict until it is saved', async (t) => {
  const { disk, replace, stage, publish, staging } = publishing(t, { a: '1', b: '1', c: '1' });
  for (const name of ['a', 'b', 'c']) stage(name, 'mine');
  replace({ a: 'theirs', b: 'theirs', c: 'theirs' });
  person.answers = ['Keep Mine', 'Take Theirs', 'Compare and Edit'];
  assert.equal(await publish(), false);
  assert.equal(executed.at(-1)?.[0], 'projectedVolumes.showStaged');
  assert.deepEqual([...staging.of(DIR).keys()], ['a', 'c']);
  person.reset();
  // Closed unread: it is asked about again, and only about it.
  assert.equal(await publish(), false);
  assert.deepEqual(
    person.told.map(({ text }) => text),
    ['c of /etc/config was changed by someone else meanwhile.'],
  );
  assert.deepEqual(disk, { a: 'theirs', b: 'theirs', c: 'theirs' });
  stage('c', 'merged');
  person.answers = ['Compare and Edit'];
  assert.equal(await publish(), true);
  assert.deepEqual(disk, { a: 'mine', b: 'theirs', c: 'merged' });
});

test('giving up counts no answer', async (t) => {
  const { replace, stage, publish, staging } = publishing(t, { a: '1', b: '1' });
  for (const name of ['a', 'b']) stage(name, 'mine');
  replace({ a: 'theirs', b: 'theirs' });
  const before = staging.of(DIR);
  person.answers = ['Take Theirs', undefined];
  assert.equal(await publish(), false);
  assert.deepEqual(staging.of(DIR), before);
});

test('one answer can be given for the rest', async (t) => {
  const { disk, replace, stage, publish } = publishing(t, { a: '1', b: '1', c: '1' });
  for (const name of ['a', 'b', 'c']) stage(name, 'mine');
  replace({ a: 'theirs', b: 'theirs', c: 'theirs' });
  person.answers = ['Take Theirs', 'Mine for the Rest'];
  assert.equal(await publish(), true);
  assert.deepEqual(disk, { a: 'theirs', b: 'mine', c: 'mine' });
  assert.deepEqual(
    person.told.map(({ buttons }) => buttons.includes('Mine for the Rest')),
    [true, true],
  );
});

test('of a mode alone there is nothing to keep when the key was deleted: that is not offered, nor asked for ever', async (t) => {
  const { disk, replace, stage, publish, staging } = publishing(t, { a: '1', b: '1' });
  stage('a', 'mine');
  staging.stage(DIR, key('b'), { mode: 0o600 });
  replace({ a: 'theirs' });
  const before = staging.of(DIR);
  person.answers = ['Mine for the Rest', undefined];
  assert.equal(await publish(), false);
  assert.deepEqual(staging.of(DIR), before);
  const [, lost] = person.told;
  assert.deepEqual(lost?.buttons, ['Let It Be Deleted']);
  assert.match(lost.detail ?? '', /^You changed only its mode/);
  person.reset();
  person.answers = ['Mine for the Rest', 'Let It Be Deleted'];
  assert.equal(await publish(), true);
  assert.deepEqual(disk, { a: 'mine' });
  assert.equal(staging.count, 0);
});

test('the question shows no value of a volume that is secret-like', async (t) => {
  const { replace, stage, publish, receive, disk } = publishing(t, { a: '1' });
  stage('a', 'mine');
  replace({ a: 'theirs' });
  receive(stateOf(disk, { secrecy: SECRET, version: '..v2' }));
  await publish();
  assert.doesNotMatch(JSON.stringify(person.told), /mine|theirs/);
  assert.equal(person.told.length, 1);
});

test('publishing on save does not meet itself, however slow the disk is', async (t) => {
  const { disk, stage, answers, publisher, staging } = publishing(t, { a: '1' });
  workspace.settings.set('projectedVolumes.publishOnSave', true);
  const slow = deferred();
  const { publish } = answers;
  answers.publish = async (params) => {
    await slow.promise;
    return publish?.(params);
  };
  const saves = ['one', 'two', 'three'].map(async (text) => {
    stage('a', text);
    const saved = publisher.publishSaved(DIR, key('a'));
    await settled();
    return saved;
  });
  slow.resolve();
  await Promise.all(saves);
  assert.deepEqual(person.told, []);
  assert.deepEqual(disk, { a: 'three' });
  assert.equal(staging.count, 0);
});

test('what was meant is published, not what was staged or discarded since', async (t) => {
  const { disk, stage, staging, publisher } = publishing(t, { a: '1', b: '1' });
  stage('a', 'meant');
  stage('b', 'meant');
  const meant = staging.chosen(DIR);
  stage('a', 'newer');
  staging.discard(DIR, meant.slice(1));
  assert.equal(await publisher.publish(DIR, meant), true);
  assert.deepEqual(disk, { a: 'meant', b: '1' });
  assert.equal(staging.of(DIR).get(key('a'))?.base?.digest, printOf('meant').digest);
});

test('a publish that fails leaves its turn to the next', async (t) => {
  const { disk, stage, publish, answers } = publishing(t, { a: '1' });
  const { publish: works } = answers;
  answers.publish = () => {
    if (works !== undefined) answers.publish = works;
    throw new VolumeError({ code: 'busy' });
  };
  stage('a', 'mine');
  const [first, second] = [publish(), publish()];
  await assert.rejects(first, /\/etc\/config/);
  assert.equal(await second, true);
  assert.deepEqual(disk, { a: 'mine' });
});

test('what others have made the same meanwhile is not asked about any more', async (t) => {
  const { disk, replace, stage, publish } = publishing(t, { a: '1', b: '1' });
  for (const name of ['a', 'b']) stage(name, 'mine');
  replace({ a: 'theirs', b: 'theirs' });
  person.answers = [
    () => {
      replace({ a: 'theirs', b: 'mine' });
      return 'Keep Mine';
    },
    undefined,
  ];
  assert.equal(await publish(), true);
  assert.equal(person.told.length, 1);
  assert.deepEqual(disk, { a: 'mine', b: 'mine' });
});
