// Two extension hosts side by side, one with the extension and one without: what is measured in both at the same time
// has the same noise.

import { mkdirSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser.mjs';
import { ensureHost, type Host } from '../host/install.mjs';
import { packExtension } from '../host/pack.mjs';
import { installExtension } from '../host/server.mjs';
import { startWindowServer } from '../host/windowServer.mjs';

const OPEN_LIMIT = 120_000;

type Question = 'activation' | 'cpu' | 'rss' | 'delay' | 'busy' | 'known' | `add ${string}`;

export class MeasuredHost {
  readonly page: Page;
  /** The folder that extensions are installed in. */
  readonly #extensions: string;
  readonly #socket: string;
  readonly #url: string;
  readonly #isOurs: boolean;

  constructor(page: Page, url: string, socket: string, extensions: string, isOurs: boolean) {
    this.page = page;
    this.#extensions = extensions;
    this.#url = url;
    this.#socket = socket;
    this.#isOurs = isOurs;
  }

  /** Opens the folder, in an extension host of its own, and in ours the view. */
  async open(folder: string): Promise<void> {
    await this.start(folder);
    if (this.#isOurs) await this.openView();
  }

  async start(folder: string): Promise<void> {
    await this.page.goto('about:blank');
    const url = new URL(this.#url);
    url.searchParams.set('folder', folder);
    await this.page.goto(url.href);
    const ready = this.page.locator('.statusbar-item[id="status.problems"]');
    await ready.waitFor({ timeout: OPEN_LIMIT });
    await this.#answers();
  }

  async openView(): Promise<void> {
    const icon = this.page.locator('.activitybar a[aria-label^="Projected Volumes"]');
    const title = this.page.locator('.sidebar .composite.title', { hasText: 'Projected Volumes' });
    await icon.waitFor({ timeout: OPEN_LIMIT });
    if (!(await title.isVisible())) await icon.click();
    await title.waitFor();
  }

  /** The folder of the one extension that is installed. */
  get extension(): string {
    const name = readdirSync(this.#extensions).find((each) =>
      each.startsWith('projected-volumes.'),
    );
    return join(this.#extensions, name ?? '');
  }

  async ask<T = number>(question: Question): Promise<T> {
    const connection = connect(this.#socket);
    await once(connection, 'connect');
    connection.write(question);
    return JSON.parse(await text(connection)) as T;
  }

  /** The host of the last window may still be there: it leaves its socket to the next. */
  async #answers(): Promise<void> {
    const deadline = Date.now() + OPEN_LIMIT;
    for (;;) {
      try {
        await this.ask('rss');
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await setTimeout(100);
      }
    }
  }
}

/** @param folder for what they need on disk */
export async function withHosts(
  folder: string,
  measure: (ours: MeasuredHost, empty: MeasuredHost) => Promise<void>,
): Promise<void> {
  const host = await ensureHost();
  const vsix = join(folder, 'extension.vsix');
  packExtension(vsix);
  const extensions = join(folder, 'ours');
  await installExtension(host, { vsix, userData: join(folder, 'user-data'), extensions });
  mkdirSync(join(folder, 'empty'));
  const browser = await launchBrowser(host);
  const cleanups = [async () => browser.close()];
  try {
    const hosts = [];
    for (const name of ['ours', 'empty'] as const) {
      const { opened, stop } = await openHost(host, browser, folder, name);
      cleanups.push(stop);
      hosts.push(opened);
    }
    const [ours, empty] = hosts as [MeasuredHost, MeasuredHost];
    await measure(ours, empty);
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}

async function openHost(host: Host, browser: Browser, folder: string, name: 'ours' | 'empty') {
  const socket = join(folder, `${name}.sock`);
  const env = {
    BENCH_SOCKET: socket,
    NODE_OPTIONS: `--require=${resolve('test/bench/probe.cjs')}`,
  };
  const extensions = join(folder, name);
  const { address, stop } = await startWindowServer(host, { extensions, env });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(OPEN_LIMIT);
  const opened = new MeasuredHost(page, address, socket, extensions, name === 'ours');
  return { opened, stop };
}
