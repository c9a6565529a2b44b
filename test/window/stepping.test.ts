// Stepping through updates in a real window: the tree follows each step, Stop is a crash, and Repair heals it.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  heldBefore,
  launchJson,
  over,
  press,
  ready,
  startDebugging,
  startOnceKnown,
} from './debugging.ts';
import { demo } from './demo.ts';
import { clickInlineAction } from './tree.ts';
import { openWorkbench } from './openWorkbench.ts';
import { CHANGES, KEYS, walks } from '../shared/walks.ts';
import type { Workbench } from './workbench.ts';

const WALK = walks['one-link'];

test('an update is stepped through, and the tree shows what is on disk at each step', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', KEYS);
  launchJson(workspace.folder, [
    {
      type: 'projected-volume',
      request: 'launch',
      name: 'One link for each key',
      volume: '${workspaceFolder}/my-config',
      writer: 'one-link',
      changes: CHANGES,
    },
  ]);
  const workbench = await openWorkbench({ folder: workspace.folder, height: 1_000 }, t);
  await workbench.openContainer();
  await workbench.expand('On disk');
  await startDebugging(workbench, 'One link for each key');
  const seen: string[] = [];
  const look = async (step: number) => {
    const wanted = WALK.findLast((line) => Number.parseInt(line) <= step) ?? '';
    const line = await diskEventually(workbench, wanted.replace(/^\d+: /, ''));
    if (seen.at(-1)?.endsWith(`: ${line}`) !== true) seen.push(`${step}: ${line}`);
  };
  let step = 1;
  for (let isOver = false; !isOver; step++) {
    await heldBefore(workbench, 'my-config', step);
    await look(step);
    await press(workbench, 'F10');
    const next = workbench.row('my-config', new RegExp(`update held before step ${step + 1} of`));
    const done = workbench.row('my-config', /^(?!.*update held)/);
    await next.or(done).waitFor();
    isOver = await done.isVisible();
  }
  await ready(workbench);
  await look(step);
  await press(workbench, 'F10');
  await over(workbench);
  assert.deepEqual(seen, WALK);
  const published = ['app.yaml', 'added'].map((key) => volume.read(key));
  assert.deepEqual(published, ['port: 81\n', 'x']);
});

/** The rows below On disk in one line, once they are as wanted; what they are instead, when the time is up. */
async function diskEventually(workbench: Workbench, wanted: string): Promise<string> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const rows = await workbench.rows();
    const from = rows.findIndex(({ label }) => label === 'On disk') + 1;
    const count = rows.slice(from).findIndex(({ level }) => level < 3);
    const below = rows.slice(from, count === -1 ? undefined : from + count);
    const line = below
      .map(({ label, description }) => `${label} ${description}`.trim())
      .join(', ')
      .replaceAll(/\.\.\d{4}(_\d\d){5}\.\d+/g, 'VERSION');
    if (line === wanted || Date.now() > deadline) return line;
    await workbench.nextChange();
  }
}

test('a breakpoint holds before the swap; Stop there is a crash, which Repair heals', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { 'app.yaml': 'port: 80\n', 'log.level': 'info' });
  const { folder } = workspace;
  const options = { folder, theme: 'dark', width: 1200, height: 640, ownWindow: true } as const;
  const workbench = await openWorkbench(options, t);
  await workbench.openContainer();
  await workbench.row('log.level').waitFor();
  await workbench.expand('On disk');
  await workbench.contextMenu('my-config', 'Step Through an Update…');
  await workbench.quickPick('kubelet');
  await heldBefore(workbench, 'my-config', 1);
  await workbench.page.locator('.view-line', { hasText: 'rename' }).first().click();
  await workbench.page.keyboard.press('F9');
  await workbench.page.locator('.codicon-debug-breakpoint').first().waitFor();
  await press(workbench, 'F5');
  await heldBefore(workbench, 'my-config', 9);
  await workbench.row('..data_tmp').waitFor();
  assert.equal(volume.read('app.yaml'), 'port: 80\n');
  await workbench.screenshot('.vscode-test/pictures/stepping.png');
  if (process.env['UPDATE_PICTURES'] === '1') await workbench.screenshot('media/stepping.png');

  await press(workbench, 'Shift+F5');
  await over(workbench);
  await workbench.page
    .locator('.repl', { hasText: 'Every later update of a kubelet fails on that' })
    .waitFor();
  assert.ok(existsSync(join(volume.dir, '..data_tmp')));
  await workbench.expand('Problems');
  const problem = workbench.row('..data_tmp was left behind by an interrupted update');
  await clickInlineAction(problem, 'Repair…');
  await workbench.modal('Repair it?').button('Repair').click();
  await problem.waitFor({ state: 'detached' });
  assert.ok(!existsSync(join(volume.dir, '..data_tmp')));
  assert.deepEqual(
    readdirSync(volume.dir).filter((name) => !name.startsWith('..')),
    ['app.yaml', 'log.level'],
  );
});

/** The launch.json in the README. */
function launchJsonOfReadme(): { configurations: object[]; compounds: object[] } {
  const blocks = readFileSync('README.md', 'utf8').matchAll(/```json\n([^`]*)```/g);
  const [text = ''] = [...blocks].flatMap(([, text = '']) =>
    /"compounds"/.test(text) ? text : [],
  );
  return JSON.parse(text) as ReturnType<typeof launchJsonOfReadme>;
}

/** A program that reloads, as many do: it watches the directory, and writes down what it reads. */
const PROGRAM = `
const fs = require('node:fs');
const read = () => fs.readFileSync('my-config/log.level', 'utf8');
const note = () => fs.appendFileSync('seen.txt', read() + '\\n');
note();
fs.watch('my-config', (_, name) => name === '..data' && note());
setTimeout(() => process.exit(), 60_000); // also when the test fails
`;

test('the compound in the README starts a program under its own debugger, and the update that it reloads on', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { 'log.level': 'info', 'old.yaml': '{}\n' });
  writeFileSync(join(workspace.folder, 'server.js'), PROGRAM);
  const { configurations, compounds } = launchJsonOfReadme();
  launchJson(workspace.folder, configurations, compounds);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('log.level').waitFor();
  const seen = join(workspace.folder, 'seen.txt');
  await startOnceKnown(workbench, 'Program and Update');
  await workbench.fileHolds(seen, 'info');
  for (let step = 1; step <= 9; step++) {
    await heldBefore(workbench, 'my-config', step);
    assert.equal(readFileSync(seen, 'utf8'), 'info\n', `before step ${step}`);
    await press(workbench, 'F10');
  }
  await heldBefore(workbench, 'my-config', 10);
  await workbench.fileHolds(seen, 'debug');
  await workbench.row('log.level', /debug/).waitFor();
  await press(workbench, 'F5');
  await workbench.row('my-config', /^(?!.*update held)/).waitFor();
  assert.ok(!existsSync(join(volume.dir, 'old.yaml')));
  await workbench.page.locator('.debug-toolbar a.codicon-debug-pause').waitFor();
  await press(workbench, 'Shift+F5');
  await over(workbench);
});
