// Questions before something is published that the person may not see, or that will not last.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { readSources } from '../../src/manifest/index.ts';
import { manifestPayload } from '../../src/worker/thread/manifests.ts';
import type { VolumeState } from '../../src/worker/protocol/state.ts';
import { keySavedInPlace, registerSavedInPlace } from '../../src/vscode/attention/savedInPlace.ts';
import type { CommandContext } from '../../src/vscode/commands/command.ts';
import { manifestCommands } from '../../src/vscode/commands/manifestCommands.ts';
import { KubeletDirectories } from '../../src/vscode/editing/kubeletDirectories.ts';
import { Publisher } from '../../src/vscode/editing/publisher.ts';
import type { Staging } from '../../src/vscode/editing/staging.ts';
import { withUnsaved } from '../../src/vscode/editing/unsaved.ts';
import type { Volumes } from '../../src/vscode/volumes/volumes.ts';
import { answering } from './answers.ts';
import { addVolume, openKey, removeVolumes, type } from './volume.ts';

const { fs } = vscode.workspace;

suite('unsaved text of a volume that is published', () => {
  teardown(removeVolumes);

  for (const [answer, goesOn, staged] of [
    ['Save All and Publish', true, 'typed'],
    ['Publish Without', true, 'old'],
    [undefined, false, 'old'],
  ] as const) {
    test(`${answer ?? 'Cancel'} ${goesOn ? 'goes on' : 'ends it'}, with "${staged}"`, async () => {
      const volume = await addVolume({ a: 'old', b: '1' });
      const { document } = await openKey(volume, 'a');
      await type(await vscode.window.showTextDocument(document), 'typed');
      const volumes = { find: () => ({ dir: volume.dir, key: 'a' }) } as unknown as Volumes;
      const staging = { of: () => new Map() } as unknown as Staging;
      const publisher = new Publisher(volumes, staging, undefined as never);
      const context = { volumes, staging, publisher };
      const { asked, restore } = answering(() => answer);
      try {
        assert.deepEqual(await withUnsaved(context, volume.dir, [], () => false), []);
        assert.equal(asked.length, 0);
        assert.equal((await withUnsaved(context, volume.dir, [])) !== undefined, goesOn);
      } finally {
        restore();
      }
      assert.deepEqual(asked[0]?.labels, ['Save All and Publish', 'Publish Without']);
      assert.equal(Buffer.from(await fs.readFile(volume.uri('a'))).toString(), staged);
    });
  }
});

suite('publishing into a kubelet’s own directory', () => {
  const dir = '/var/lib/kubelet/pods/u/volumes/kubernetes.io~configmap/settings';
  const origin = { kind: 'configMap', volumeName: 'settings', podUid: 'u', knownBy: 'path' };
  const volumesWith = (requested: string[] = []) =>
    ({
      has: () => true,
      state: () => ({ dir, origin, access: 'writable' }) as unknown as VolumeState,
      client: { request: async (method: string) => void requested.push(method) },
    }) as unknown as Volumes;

  test('is asked about until someone agrees, and then no more', async () => {
    const directories = new KubeletDirectories();
    const answers = [undefined, 'Copy to a New Volume', 'Publish Anyway'];
    const { asked, ran, restore } = answering(() => answers.shift());
    try {
      for (const isAllowed of [false, false, true, true]) {
        assert.equal(
          await directories.mayPublish(volumesWith(), { kind: 'staged', dir, keys: ['a'] }),
          isAllowed,
        );
      }
    } finally {
      restore();
    }
    assert.equal(asked.length, 3);
    assert.match(asked[0]?.detail ?? '', /"settings"/);
    assert.deepEqual(ran, [['projectedVolumes.copyVolume', { kind: 'volume', dir }]]);
  });

  test('writes nothing without a yes, be it a publish or a roll back', async () => {
    const requested: string[] = [];
    const log = { info: () => {}, warn: () => {} } as unknown as vscode.LogOutputChannel;
    const publisher = new Publisher(volumesWith(requested), {} as Staging, log);
    const { asked, restore } = answering(() => undefined);
    try {
      await publisher.publish(dir, [{ key: 'a', base: null, content: undefined }] as never);
      await publisher.rollBack(dir, '..1', '..2');
    } finally {
      restore();
      publisher.dispose();
    }
    assert.equal(asked.length, 2);
    assert.deepEqual(requested, []);
  });
});

suite('a key that is saved as a plain file', () => {
  teardown(removeVolumes);

  const stateOf = (dir: string) =>
    ({
      dir,
      access: 'writable',
      active: { state: 'read', version: '..1', keys: [{ key: 'a' }, { key: 'conf/b' }] },
      problems: [{ kind: 'orphan', timestampDir: '..0' }, { kind: 'changed-in-place' }],
      warnings: [],
    }) as unknown as VolumeState;

  test('is known by its link, by ..data and by its version', () => {
    const state = stateOf('/v');
    for (const path of ['conf/b', '..data/conf/b', '..1/conf/b']) {
      assert.equal(keySavedInPlace(state, path), 'conf/b');
    }
    for (const path of ['conf', 'other', '..0/conf/b', '..data']) {
      assert.equal(keySavedInPlace(state, path), undefined);
    }
  });

  test('is said to be so, and Publish Properly leads to the repair of that', async () => {
    const volume = await addVolume({ a: 'old' });
    const { dir } = volume;
    const volumes = {
      find: () => ({ dir, key: 'a' }),
      state: () => stateOf(dir),
      refresh: async () => {},
    } as unknown as Volumes;
    const listener = registerSavedInPlace(volumes);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(`${dir}/a`));
    await type(await vscode.window.showTextDocument(document), 'new');
    const { asked, ran, restore } = answering(() => 'Publish Properly');
    try {
      assert.equal(await document.save(), true);
      while (ran.length === 0) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    } finally {
      restore();
      listener.dispose();
    }
    assert.match(asked[0]?.question ?? '', /saved in place/);
    assert.deepEqual(ran, [
      ['projectedVolumes.repair', { kind: 'problem', dir, trouble: 'changed-in-place ' }],
    ]);
    // As a publish by another process would leave it.
    writeFileSync(`${dir}/a`, 'old');
  });
});

suite('Apply Manifest', () => {
  const manifest = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: '2', unticked: '2' }
`;

  for (const [answer, expected] of [
    ['Stage', ['a', '-gone']],
    [undefined, []],
  ] as const) {
    test(`${answer ?? 'Cancel'}: says what the manifest lacks, and leaves unticked keys alone`, async () => {
      const staged: string[] = [];
      const context = {
        volumes: {
          has: () => true,
          whenKnown: async () => ({ active: { state: 'read' }, versions: [] }),
          client: {
            request: async (method: string, params: never) =>
              method === 'readManifest' ? readSources(params['sources']) : manifestPayload(params),
          },
        },
        staging: {
          of: () => new Map(),
          active: () => new Map(['a', 'unticked', 'gone'].map((key) => [key, {}])),
          replace: (_: string, edits: { key: string; content: unknown }[]) => {
            for (const { key, content } of edits) {
              staged.push(content === undefined ? `-${key}` : key);
            }
          },
        },
        publisher: { check: () => {}, checkStaging: () => {} },
      } as unknown as CommandContext;
      const document = await vscode.workspace.openTextDocument({ content: manifest });
      await vscode.window.showTextDocument(document);
      const { asked, restore } = answering((labels) => {
        if (labels.includes('Stage')) return answer;
        return (
          labels.find((label) => label.includes('go-to-file'))?.replace(/ The editor.*/, '') ?? 'a'
        );
      });
      try {
        await manifestCommands(context)['applyManifest']?.({ kind: 'volume', dir: '/v' });
      } finally {
        restore();
      }
      assert.match(asked.at(-1)?.detail ?? '', /because the manifest lacks them: 1 \(gone\)/);
      assert.deepEqual(staged, expected);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
  }
});
