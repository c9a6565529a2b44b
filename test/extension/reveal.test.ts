// A secret value shows on request only, and is hidden again by itself, whatever showed it.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { VolumeState } from '../../src/worker/protocol/state.ts';
import { showVersionChanges } from '../../src/vscode/commands/versionChanges.ts';
import type { Showing } from '../../src/vscode/documents/showKey.ts';
import { CopiedSecrets } from '../../src/vscode/documents/copiedSecrets.ts';
import { Reveals } from '../../src/vscode/documents/reveal.ts';
import { answering, memento } from './answers.ts';
import { addVolume, openKey, removeVolumes, type TestVolume, type, untilTabs } from './volume.ts';

const SECRET = 'hunter2';

async function openKeyOf({ dir }: TestVolume, key: string): Promise<void> {
  await vscode.commands.executeCommand('projectedVolumes.openKey', { kind: 'key', dir, key });
}

suite('looking at a secret', () => {
  teardown(removeVolumes);

  test('no address of it can be read unasked: staged, active, nor of a version seen', async () => {
    const volume = await addVolume({ password: SECRET });
    const version = volume.publish({ password: 'other' });
    for (const authority of ['', 'active', 'staged', version]) {
      const uri = volume.uri('password').with({ authority });
      await assert.rejects(
        async () => vscode.workspace.fs.readFile(uri),
        /Open Key shows it/,
        authority,
      );
    }
  });

  test('Open Key shows it read-only, as it is staged', async () => {
    const volume = await addVolume({ password: SECRET });
    await openKeyOf(volume, 'password');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), SECRET);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.writeFile(volume.uri('password'), Buffer.from('staged one'));
    await openKeyOf(volume, 'password');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), 'staged one');
    const { permissions } = await vscode.workspace.fs.stat(document.uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
  });

  test('its size is told without reading it, also of a version seen', async () => {
    const volume = await addVolume({ password: SECRET });
    const version = volume.publish({ password: 'longer than that' });
    await vscode.commands.executeCommand('projectedVolumes.refresh');
    for (const [authority, size] of [
      ['active', 16],
      [version, 16],
    ] as const) {
      const stat = await vscode.workspace.fs.stat(volume.uri('password').with({ authority }));
      assert.equal(stat.size, size);
    }
  });

  for (const [what, open] of [
    ['a text', (a: vscode.Uri) => vscode.commands.executeCommand('vscode.open', a)],
    [
      'a comparison',
      (a: vscode.Uri, b: vscode.Uri) => vscode.commands.executeCommand('vscode.diff', a, b, 'Two'),
    ],
    [
      'a comparison of several',
      (a: vscode.Uri, b: vscode.Uri) =>
        vscode.commands.executeCommand('vscode.changes', 'Several', [
          [a, a, b],
          [b, b, a],
        ]),
    ],
  ] as const) {
    test(`${what} closes by itself, and after a restart of the extension host at once`, async () => {
      const volume = await addVolume({ a: '1', b: '2', other: '3' });
      const [a, b] = [volume.uri('a'), volume.uri('b')];
      const showIn = async (reveals: Reveals): Promise<void> => {
        await vscode.commands.executeCommand('vscode.open', volume.uri('other'), {
          preview: false,
        });
        // Waited for from before it opens: on a busy machine it may have closed again when `show` returns.
        await Promise.all([untilTabs(2), reveals.show([a, b], () => open(a, b), 'Several')]);
      };
      const first = new Reveals(memento(), 300);
      await showIn(first);
      await untilTabs(1);
      first.dispose();
      const kept = memento();
      const ended = new Reveals(kept, 1e6);
      await showIn(ended);
      ended.dispose();
      const restarted = new Reveals(kept, 1e6);
      await untilTabs(1);
      restarted.dispose();
      assert.equal(vscode.window.tabGroups.all[0]?.tabs[0]?.label, 'other');
    });
  }

  test('an editor with unsaved text is closed when that is settled, and nobody is asked', async () => {
    const volume = await addVolume({ a: '1', b: '2' });
    await type(await openKey(volume, 'a'), 'typed');
    await openKey(volume, 'b');
    const reveals = new Reveals(memento(), 200);
    await reveals.show([volume.uri('a')], async () => {});
    await reveals.show([volume.uri('b')], async () => {});
    await untilTabs(1);
    const { document } = await openKey(volume, 'a');
    assert.equal(document.getText(), 'typed');
    assert.equal(await document.save(), true);
    await untilTabs(0);
    reveals.dispose();
  });
});

suite('what changed of a secret', () => {
  const state = {
    dir: '/v',
    secrecy: { all: 'kind', keys: new Map(), digests: new Set() },
    versions: [
      {
        id: '..2',
        name: '..2',
        writtenAt: 2,
        isKept: true,
        changes: [
          { key: 'password', kind: 'modified' },
          { key: 'user', kind: 'added' },
        ],
      },
      { id: '..1', name: '..1', writtenAt: 1, isKept: true },
    ],
  } as unknown as VolumeState;
  const sizes: Record<string, { size: number; mode: number }> = {
    '..1 password': { size: 7, mode: 0o644 },
    '..2 password': { size: 9, mode: 0o600 },
    '..2 user': { size: 4, mode: 0o644 },
  };
  const requests: string[] = [];
  const showing = {
    volumes: {
      state: () => state,
      client: {
        request: async (method: string, params: { version: string; key: string }) => {
          requests.push(method);
          return sizes[`${params.version} ${params.key}`];
        },
      },
    },
    staging: { isSecret: () => true },
    reveals: {
      show: async (uris: vscode.Uri[], open: () => Promise<void>) => {
        requests.push(`reveal ${uris.length}`);
        await open();
      },
    },
  } as unknown as Showing;

  test('names, sizes and modes show, and no value is read', async () => {
    const { asked, ran, restore } = answering(() => undefined);
    try {
      await showVersionChanges(showing, state, '..2');
    } finally {
      restore();
    }
    assert.deepEqual(asked[0]?.labels, [
      '$(key) password changed · 7 B → 9 B · 0644 → 0600',
      '$(key) user added · 4 B · 0644',
      '',
      '$(eye) Show Values…',
    ]);
    assert.deepEqual(ran, []);
    assert.ok(!requests.includes('readKey'));
  });

  test('values show after a question, and are closed again', async () => {
    for (const [row, command, revealed] of [
      ['$(eye) Show Values…', 'vscode.changes', 'reveal 4'],
      ['$(key) password', 'vscode.diff', 'reveal 2'],
    ] as const) {
      requests.length = 0;
      const { asked, ran, restore } = answering((labels) =>
        labels.includes('Show Values') ? 'Show Values' : row,
      );
      try {
        await showVersionChanges(showing, state, '..2');
      } finally {
        restore();
      }
      assert.equal(asked.length, 2);
      assert.deepEqual(
        ran.map(([name]) => name),
        [command],
      );
      assert.ok(requests.includes(revealed));
    }
  });
});

suite('copying a secret', () => {
  const { clipboard } = vscode.env;
  teardown(removeVolumes);

  test('Copy Value opens nothing', async () => {
    const volume = await addVolume({ password: SECRET });
    await vscode.commands.executeCommand('projectedVolumes.copyValue', {
      kind: 'key',
      dir: volume.dir,
      key: 'password',
    });
    assert.equal(await clipboard.readText(), SECRET);
    assert.deepEqual(vscode.window.visibleTextEditors, []);
  });

  test('the clipboard is cleared, unless something else was copied since', async () => {
    const copied = new CopiedSecrets(50);
    await copied.copy(SECRET);
    while ((await clipboard.readText()) !== '');
    await copied.copy(SECRET);
    await clipboard.writeText('mine');
    await copied.clear();
    assert.equal(await clipboard.readText(), 'mine');
  });
});
