import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { suite, test } from 'node:test';
import { launchBrowser } from './browser.mjs';
import { ensureHost } from './install.mjs';
import { build } from './pack.mjs';
import { hostFolder, root, scratchRoot } from './paths.mjs';

const script = path.join(hostFolder, 'start.mjs');

suite('npm start refuses, before it installs anything,', () => {
  /** @type {[args: string[], says: RegExp][]} */
  const cases = [
    [['no/such/folder'], /There is no folder .*no\/such\/folder/],
    [['package.json'], /package\.json is not a folder/],
    [['--lively'], /Unknown option '--lively'/],
    [['--port', 'http'], /No port: http/],
    [['src', 'test'], /Only one folder/],
    [['src', '--live'], /--live changes the sample/],
  ];
  for (const [args, says] of cases) {
    test(args.join(' '), () => {
      const { status, stderr } = spawnSync(process.execPath, [script, ...args], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, INIT_CWD: root },
      });
      assert.match(stderr, says);
      assert.match(stderr, /usage: npm start/);
      assert.equal(status, 2);
    });
  }
});

suite('npm start', () => {
  test('opens on the view, in a browser that was never there', async (t) => {
    const demo = await startDemo(t);
    const browser = await launchBrowser(await ensureHost());
    t.after(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 760 } });
    await page.goto(demo.url.href);
    await page
      .locator('.sidebar .label-name')
      .getByText('log.level')
      .first()
      .waitFor({ timeout: 60_000 });
    // VS Code draws the rows below a volume up to 0.2 s before it draws that volume's own row again.
    await page.locator('.sidebar .codicon-loading').waitFor({ state: 'detached' });
    const title = page.locator('.sidebar .composite.title');
    assert.match(`${await title.textContent()}`, /Projected Volumes/);
    const picture = path.join(scratchRoot, 'pictures/start.png');
    mkdirSync(path.dirname(picture), { recursive: true });
    await page.screenshot({ path: picture });
  });

  test('--live serves a sample to those who know the token, publishes to it, and Ctrl+C leaves nothing behind', async (t) => {
    const demo = await startDemo(t, '--live');
    const volume = path.join(`${demo.url.searchParams.get('folder')}`, 'my-config');
    const before = readlinkSync(path.join(volume, '..data'));
    const watcher = watch(volume);
    while (readlinkSync(path.join(volume, '..data')) === before) await once(watcher, 'change');
    watcher.close();

    assert.ok([200, 302].includes(await statusOf(demo.url)));
    demo.url.searchParams.delete('tkn');
    assert.equal(await statusOf(demo.url), 403);

    demo.child.kill('SIGINT');
    assert.deepEqual(await once(demo.child, 'exit'), [0, null]);
    assert.deepEqual(readdirSync(demo.temporary), []);
    await noProcessOf(demo.temporary);
  });

  test('builds beside the built tests, which may be running', (t) => {
    const built = path.join(root, 'dist/test');
    mkdirSync(built, { recursive: true });
    const marker = mkdtempSync(path.join(built, 'running-'));
    t.after(() => rmSync(marker, { recursive: true, force: true }));
    build();
    assert.ok(existsSync(marker));
  });

  test('leaves no process behind even when it is killed', async (t) => {
    const demo = await startDemo(t);
    assert.ok([200, 302].includes(await statusOf(demo.url)));
    assert.notDeepEqual(processesOf(demo.temporary), []);
    demo.child.kill('SIGKILL');
    await once(demo.child, 'exit');
    await noProcessOf(demo.temporary);
  });
});

/**
 * Nothing tells when the last of its processes has gone.
 *
 * @param {string} temporary
 */
async function noProcessOf(temporary) {
  const deadline = Date.now() + 5000;
  while (processesOf(temporary).length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(processesOf(temporary), []);
}

/**
 * @param {import('node:test').TestContext} t
 * @param {string[]} args
 */
async function startDemo(t, ...args) {
  const temporary = mkdtempSync(path.join(tmpdir(), 'start-test-'));
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(temporary, { recursive: true, force: true });
  });
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return { child, temporary, url: new URL(url) };
  }
  throw new Error('npm start ended without an address.');
}

/** @param {URL} url */
async function statusOf(url) {
  return (await fetch(url, { redirect: 'manual' })).status;
}

/**
 * The processes that were started with this temporary folder.
 *
 * @param {string} temporary
 */
function processesOf(temporary) {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`TMPDIR=${temporary}`);
    } catch {
      // It has ended meanwhile, or belongs to someone else.
      return false;
    }
  });
}
