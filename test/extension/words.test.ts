// Words that must be true, in every state that a volume can be in.

import assert from 'node:assert/strict';
import { win32 } from 'node:path';
import type { VersionInfo, VolumeState } from '../../src/worker/protocol/state.ts';
import type { CommandContext } from '../../src/vscode/commands/command.ts';
import { showKeyChanges } from '../../src/vscode/commands/versionChanges.ts';
import { volumeCommands } from '../../src/vscode/commands/volumeCommands.ts';
import type { Showing } from '../../src/vscode/documents/showKey.ts';
import { NothingToDo } from '../../src/vscode/editing/refused.ts';
import type { Staging } from '../../src/vscode/editing/staging.ts';
import { explainProblem } from '../../src/vscode/explain/explainProblem.ts';
import { explainActive } from '../../src/vscode/explain/explainState.ts';
import { noIcons } from '../../src/vscode/explain/format.ts';
import { explainSecrecy } from '../../src/vscode/explain/explainSecrecy.ts';
import { treeItem } from '../../src/vscode/tree/treeItems.ts';
import { keyAt } from '../../src/vscode/volumes/keyUri.ts';

const version = (name: string, more: Partial<VersionInfo> = {}): VersionInfo => ({
  id: name,
  name,
  writtenAt: 1,
  isActive: false,
  isOnDisk: false,
  isKept: true,
  changes: [],
  ...more,
});

const stateWith = (versions: VersionInfo[], more = {}): VolumeState =>
  ({
    dir: '/v',
    access: 'writable',
    origin: { kind: 'unknown' },
    versions,
    problems: [],
    warnings: [],
    disk: 0,
    ...more,
  }) as unknown as VolumeState;

suite('words that are true', () => {
  test('a volume with a history is not said to have never had a version', () => {
    const active = { state: 'no-data-link' } as const;
    assert.match(explainActive({ active, versions: [] })?.long ?? '', /nothing has been published/);
    const again = explainActive({ active, versions: [version('..1')] });
    assert.equal(again?.short, 'no version any more');
    assert.doesNotMatch(again.long, /nothing has been published/);
  });

  test('a young version is not said to be missing', () => {
    const dangles = { kind: 'data-link-dangles', target: '..1' } as const;
    assert.match(explainProblem(dangles, { kind: 'unknown' }).long, /No whole version is here/);
    const { long } = explainProblem({ ...dangles, isYoung: true }, { kind: 'unknown' });
    assert.match(long, /younger than ten minutes/);
    assert.doesNotMatch(long, /No whole version/);
  });

  test('what a volume was made from is not said to be what the person said', () => {
    assert.match(explainSecrecy(stateWith([], { secrecy: { all: 'made' } })), /made from secret/);
    assert.match(explainSecrecy(stateWith([], { secrecy: { all: 'overruled' } })), /you said/);
  });

  test('a key that did not change is no error', async () => {
    await assert.rejects(
      showKeyChanges({} as Showing, stateWith([version('..1')]), 'a'),
      NothingToDo,
    );
  });

  test('a version that is gone has no path to copy, and none is offered', async () => {
    const state = stateWith([version('..2', { isOnDisk: true }), version('..1')]);
    const volumes = { state: () => state };
    const { copyPath } = volumeCommands({ volumes } as unknown as CommandContext);
    const node = { kind: 'version', dir: '/v', version: '..1' } as const;
    await assert.rejects(async () => copyPath?.(node), NothingToDo);
    assert.equal(
      treeItem(node, state, { staging: {} as Staging }).contextValue,
      'version kept writable',
    );
    assert.equal(
      treeItem({ ...node, version: '..2' }, state, { staging: {} as Staging }).contextValue,
      'version kept onDisk writable',
    );
  });

  test('the history says that another writer undid what was published here, and only then', () => {
    const describe = (published: boolean, origin = {}) => {
      const versions = [
        version('..3', { isActive: true, restores: 1 }),
        version('..2', published ? { isPublishedHere: true } : {}),
        version('..1'),
      ];
      const node = { kind: 'version', dir: '/v', version: '..3' } as const;
      return treeItem(node, stateWith(versions, { origin }), { staging: {} as Staging })
        .description;
    };
    assert.match(String(describe(true)), /another writer undid your publish: back to/);
    assert.match(String(describe(true, { volumeName: 'v' })), /the kubelet most likely/);
    assert.match(String(describe(false)), /active · back to/);
  });

  test('a key is text in the status bar, whatever its name', () => {
    assert.equal(noIcons('$(trash) x, $(sync~spin)'), '\\$(trash) x, \\$(sync~spin)');
    assert.equal(noIcons('$5 (x) $(not an icon)'), '$5 (x) $(not an icon)');
  });
});

suite('paths of keys', () => {
  test('on Windows they are told with slashes', () => {
    const dir = 'C:\\data\\config';
    assert.equal(keyAt(dir, 'c:\\data\\config\\conf\\app.yaml', win32), 'conf/app.yaml');
    assert.equal(keyAt(dir, 'C:\\data\\config', win32), '');
    for (const path of ['C:\\data\\config2\\a', 'C:\\data', 'D:\\data\\config\\a']) {
      assert.equal(keyAt(dir, path, win32), undefined);
    }
  });

  test('elsewhere a backslash is part of a name, and so are two dots', () => {
    assert.equal(keyAt('/v', '/v/a\\b'), 'a\\b');
    assert.equal(keyAt('/v', '/v/..2026/a'), '..2026/a');
    assert.equal(keyAt('/v', '/v2/a'), undefined);
  });
});
