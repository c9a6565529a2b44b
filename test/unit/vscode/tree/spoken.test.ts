// What a screen reader says of each row: all that the row shows, in words. Icons, letters and colours are not said, and
// signs are said by their names.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { TreeDataProvider, TreeItem } from 'vscode';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { NOTHING_SECRET } from '../../../../src/volume/credentials/secrecy.ts';
import type { RowOfVolume, TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { shownTree } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, showRows, stateOf, versionOf } from '../window.ts';

function openTree(t: TestContext) {
  const window = openWindow(t);
  const shown = showRows(window.volumes, window.staging, window.notes);
  t.after(() => shown.dispose());
  const tree = shownTree.provider as TreeDataProvider<TreeNode>;
  window.volumes.watch(DIR);
  const item = async (node: TreeNode): Promise<TreeItem> => tree.getTreeItem(node);
  /** What is said of each row, of all of them or of those below one; and what kinds they are of. */
  const kinds = new Set<TreeNode['kind']>();
  const said = async (parent?: TreeNode): Promise<string[]> => {
    const lines = [];
    for (const node of (await tree.getChildren(parent)) ?? []) {
      kinds.add(node.kind);
      lines.push((await item(node)).accessibilityInformation?.label ?? '');
      lines.push(...(await said(node)).map((line) => `  ${line}`));
    }
    return lines;
  };
  return { ...window, tree, item, said, kinds };
}

/** Every kind of row, of a volume with something of everything. */
function receiveEverything({ answers, receive, staging, notes }: ReturnType<typeof openTree>) {
  answers.onDisk = () => ({
    entries: [
      { name: '..v2', kind: 'directory', role: 'active' },
      { name: '..data', kind: 'link', target: '..v2', role: 'data-link' },
      { name: 'old', kind: 'file', role: 'in-the-way' },
    ],
    more: 3,
    isAtLeast: false,
  });
  const timeline = {
    begunAt: 1,
    timedBy: 'writer',
    events: [
      { kind: 'made', name: '..v2', after: 0 },
      { kind: 'next-linked', target: '..v2', after: 1.2 },
    ],
  } as const;
  receive(
    stateOf(
      { 'app.yaml': 'a', 'conf/x': '', 'tls.key': 'k' },
      {
        version: '..v2',
        secrecy: { ...NOTHING_SECRET, keys: new Map([['tls.key', 'name']]) },
        problems: [{ kind: 'stale-new-data-dir' }],
        warnings: [{ kind: 'expired', key: 'tls.key', at: 1 }],
        versions: [
          versionOf('..v2', { timeline, changes: [], isPublishedHere: true }),
          versionOf('..v1', { isActive: false, isOnDisk: false }),
        ],
      },
    ),
  );
  staging.stage(DIR, key('app.yaml'), bytes(Buffer.from('b')));
  staging.stage(DIR, key('conf/x'), undefined);
  staging.replace(DIR, [
    ...staging.of(DIR).values(),
    { key: key('tls.key'), content: { mode: 0o600 } },
  ]);
  staging.choose(DIR, 'conf/x', false);
  notes.add(DIR, {
    objects: [{ label: 'ConfigMap my-config', description: 'default · minikube', tooltip: [] }],
  });
}

const KINDS: Record<RowOfVolume['kind'], true> = {
  volume: true,
  active: true,
  folder: true,
  key: true,
  staged: true,
  stagedChange: true,
  object: true,
  history: true,
  version: true,
  event: true,
  onDisk: true,
  entry: true,
  entryNote: true,
  problems: true,
  problem: true,
  state: true,
};

test('of every row all that it shows is said, in words', async (t) => {
  const opened = openTree(t);
  receiveEverything(opened);
  const lines = await opened.said();
  assert.deepEqual(
    lines.map((line) => line.replaceAll(/\d{4}(-\d\d){2} \d\d(:\d\d){2}/g, 'TIME')),
    [
      'config, /etc/config, 2 problems, 3 staged',
      '  Active, ..data points to ..v2',
      '    conf',
      '      x, Staged: deleted, empty, mode 0644',
      '    app.yaml, Staged: changed, 1 B, mode 0644',
      '    tls.key, Staged: changed, see Problems, hidden value, 1 B, mode 0644',
      '  Staged changes, 2 of 3 chosen',
      '    app.yaml, chosen, changed',
      '    conf/x, not chosen, deleted',
      '    tls.key, chosen, hidden value, only the mode changed, mode 0600',
      '  Problems, 2',
      '    ..data_tmp was left behind by an interrupted update',
      '    tls.key expired TIME',
      '  ConfigMap my-config, default, minikube',
      '  History, 2 versions seen',
      '    version of TIME, active, the same contents, published here',
      '      after 0.0 ms, made ..v2',
      '      after 1.2 ms, linked ..data_tmp points to ..v2',
      '    version of TIME, first seen, gone from disk, kept here',
      '  On disk',
      '    ..v2, active',
      '    ..data points to ..v2',
      '    old, in the way',
      '    and 3 more',
    ],
  );
  opened.volumes.watch('/new');
  assert.deepEqual((await opened.said()).slice(-1), ['new, /new, looking…']);
  opened.receive(stateOf({}, { dir: '/new', active: { state: 'no-data-link' } }));
  const withoutVersion = await opened.said();
  const first = withoutVersion.indexOf('new, /new, no version any more');
  assert.match(withoutVersion[first + 1] ?? '', /^ {2}There is no \.\.data link any more: /);
  assert.deepEqual([...opened.kinds].sort(), Object.keys(KINDS).sort());
});

test('the group of a pod says its volumes and what asks for something', async (t) => {
  const { volumes, receive, said } = openTree(t);
  for (const uid of ['11111111-a', '22222222-b']) {
    const dir = `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~configmap/config`;
    volumes.watch(dir);
    receive(stateOf({}, { dir, problems: [{ kind: 'stale-new-data-dir' }] }));
  }
  const lines = await said();
  assert.ok(lines.includes('pod 11111111, 1 problem, 1 volume'), lines.join('\n'));
});

test('a checkbox says what ticking it does', async (t) => {
  const opened = openTree(t);
  receiveEverything(opened);
  const { checkboxState } = await opened.item({ kind: 'stagedChange', dir: DIR, key: 'app.yaml' });
  assert.ok(typeof checkboxState === 'object');
  assert.equal(checkboxState.accessibilityInformation?.label, 'Publish app.yaml');
});

test('a conflict, a volume without an active version and a file mounted alone are said in words', async (t) => {
  const { receive, staging, said } = openTree(t);
  receive(stateOf({ a: '1' }));
  staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  receive(stateOf({ a: 'theirs' }));
  const lines = await said();
  assert.ok(lines.includes('    a, Staged, and changed by someone else as well, 6 B, mode 0644'));
  assert.ok(lines.includes('    a, chosen, conflict, changed'));
  const active = { state: 'sub-path', isFile: true, version: '..v1', key: 'a' } as const;
  receive(stateOf({}, { active: { ...active, isStale: false } }));
  assert.ok((await said()).includes('  a, as of ..v1'));
});
