// What is sent of a state, and what the other thread makes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_SECRET } from '../../../../src/volume/credentials/secrecy.ts';
import { parseKeyPath } from '../../../../src/volume/payload.ts';
import type { VersionInfo, VolumeState } from '../../../../src/worker/protocol/state.ts';
import { StateReceiver, StateSender } from '../../../../src/worker/protocol/stateMessages.ts';

function stateOf(values: Record<string, string>, more: Partial<VolumeState> = {}): VolumeState {
  const keys = Object.entries(values).map(([key, digest]) => ({
    key,
    digest,
    size: 1,
    mode: 0o644,
    isText: true,
  }));
  return {
    dir: '/etc/config',
    access: 'writable',
    origin: { kind: 'unknown' },
    layout: { form: 'none' },
    secrecy: NOTHING_SECRET,
    active: { state: 'read', version: '..1', writtenAt: 1, keys },
    versions: [],
    problems: [],
    warnings: [],
    disk: 0,
    ...more,
  };
}

const ORPHAN = { kind: 'orphan', timestampDir: '..0', changedAt: 1 } as const;

function versionOf(id: string): VersionInfo {
  const more = { isActive: true, isOnDisk: true, isKept: true, changes: undefined };
  return { id, name: `..${id}`, writtenAt: 1, ...more };
}

function channel() {
  const sender = new StateSender();
  const receiver = new StateReceiver();
  return (state: VolumeState) => {
    const sent = structuredClone(sender.send(state));
    return { sent, received: receiver.receive(sent) };
  };
}

test('keys that have not changed are not sent again, and are the same objects for whoever compares', () => {
  const send = channel();
  const first = send(stateOf({ a: '1' }));
  const second = send(stateOf({ a: '1' }, { disk: 1 }));
  assert.equal('active' in second.sent, false);
  assert.deepEqual(second.received, stateOf({ a: '1' }, { disk: 1 }));
  assert.equal(second.received?.active, first.received?.active);
  assert.deepEqual(send(stateOf({ a: '2' })).received, stateOf({ a: '2' }));
});

test('a version of the history is sent once', () => {
  const send = channel();
  const state = stateOf({}, { versions: [versionOf('1')] });
  assert.deepEqual(send(state).sent.versions, [versionOf('1')]);
  const { sent, received } = send({ ...state, disk: 1 });
  assert.deepEqual(sent.versions, [{ id: '1' }]);
  assert.deepEqual(received?.versions, [versionOf('1')]);
});

test('what a version changed is sent once, though something else of it is new', () => {
  const send = channel();
  const changes = [{ key: parseKeyPath('a'), kind: 'modified' as const }];
  const version: VersionInfo = { ...versionOf('1'), changes, restores: 1 };
  const first = send(stateOf({}, { versions: [version] })).received;
  const { restores: _, ...rest } = version;
  const next: VersionInfo = { ...rest, isActive: false };
  const { sent, received } = send(stateOf({}, { versions: [next] }));
  assert.equal('changes' in (sent.versions[0] ?? {}), false);
  assert.deepEqual(received?.versions, [next]);
  assert.equal(received?.versions[0]?.changes, first?.versions[0]?.changes);
});

test('what a version changed is sent again when that is new', () => {
  const send = channel();
  const version = (key: string): VersionInfo => ({
    ...versionOf('1'),
    changes: [{ key: parseKeyPath(key), kind: 'added' }],
  });
  send(stateOf({}, { versions: [version('a')] }));
  assert.deepEqual(send(stateOf({}, { versions: [version('b')] })).received?.versions, [
    version('b'),
  ]);
});

test('what a state does not change is the same object as before', () => {
  const send = channel();
  const changes = [{ key: parseKeyPath('a'), kind: 'modified' as const }];
  const versions = [{ ...versionOf('1'), changes }];
  const state = stateOf({ a: '1' }, { versions, problems: [ORPHAN] });
  const first = send(state).received;
  const second = send({ ...state, problems: [{ ...ORPHAN, changedAt: 2 }] }).received;
  const third = send({ ...state, versions: [versionOf('2')] }).received;
  assert.deepEqual(second?.problems, [{ ...ORPHAN, changedAt: 2 }]);
  assert.deepEqual(third?.versions, [versionOf('2')]);
  for (const part of ['origin', 'layout', 'secrecy', 'warnings', 'versions'] as const) {
    assert.equal(second?.[part], first?.[part], part);
  }
});

test('what names keys that were never sent is from before: nothing is made of it', () => {
  const sender = new StateSender();
  sender.send(stateOf({ a: '1' }));
  const late = sender.send(stateOf({ a: '1' }, { disk: 1 }));
  assert.equal(new StateReceiver().receive(late), undefined);
});
