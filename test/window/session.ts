import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser.mjs';
import { ensureHost, type Host } from '../host/install.mjs';
import { packExtension } from '../host/pack.mjs';
import { installExtension, startServer } from '../host/server.mjs';
import { writeSettings } from '../host/settings.mjs';

export interface SessionOptions {
  /** The workspace folder. */
  readonly folder: string;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Ask whether the folder is trusted; otherwise it is. */
  readonly workspaceTrust?: boolean;
  /** Give VS Code a key to encrypt its secret storage with: without one it forgets secrets with a reload. */
  readonly keychain?: boolean;
}

/** A server with the packed extension, and a browser with its window. */
export interface Session {
  readonly page: Page;
  /** Where VS Code keeps settings, state, backups and logs. */
  readonly userData: string;
  /** Ends the process that extensions run in, as a crash would; VS Code starts another. */
  crashExtensionHost(): void;
  close(): Promise<void>;
}

const actionLimit = 15_000;

export async function startSession(options: SessionOptions): Promise<Session> {
  const host = await ensureHost();
  const extensions = await installedExtension(host);
  const scratch = mkdtempSync(path.join(tmpdir(), 'window-'));
  const cleanups: (() => Promise<void> | void)[] = [
    () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  };
  try {
    const { folder, theme = 'light', width = 1280, height = 800, workspaceTrust = false } = options;
    const userData = path.join(scratch, 'user-data');
    writeSettings(userData, {
      'workbench.colorTheme': theme === 'dark' ? 'Dark 2026' : 'Light 2026',
      // The machine may have volumes of its own.
      'projectedVolumes.discoverOnStart': false,
      ...options.settings,
    });
    const env = { XDG_RUNTIME_DIR: scratch };
    const server = await startServer(host, { userData, extensions, workspaceTrust, env });
    cleanups.push(server.stop);
    const browser = await launchBrowser(host);
    cleanups.push(() => browser.close());
    const context = await browser.newContext({
      viewport: { width, height },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    if (options.keychain === true) await giveKeychain(context, server.url({ folder }));
    const page = await context.newPage();
    page.setDefaultTimeout(actionLimit);
    await page.goto(server.url({ folder }));
    return { page, userData, crashExtensionHost: () => crashExtensionHost(server.pid), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param group the server's process group, which all its processes are in */
function crashExtensionHost(group: number | undefined): void {
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isExtensionHost(name));
  if (pid === undefined) throw new Error('There is no extension host.');
  process.kill(Number(pid), 'SIGKILL');

  function isExtensionHost(name: string): boolean {
    try {
      const [, , , , member] = readFileSync(`/proc/${name}/stat`, 'utf8').split(/\) | /);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return Number(member) === group && command.includes('--type=extensionHost');
    } catch {
      return false; // has just ended
    }
  }
}

/** As the command-line server of VS Code does: a cookie says where the key is to be had. */
async function giveKeychain(context: BrowserContext, url: string): Promise<void> {
  const path = '/secret-key';
  await context.addCookies([{ name: 'vscode-secret-key-path', value: path, url }]);
  await context.route(`**${path}`, (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
}

let installing: Promise<string> | undefined;

/** The packed extension, installed once for all windows of this process. */
function installedExtension(host: Host): Promise<string> {
  return (installing ??= (async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'window-extensions-'));
    process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
    const extensions = path.join(scratch, 'extensions');
    let vsix = process.env['WINDOW_TEST_VSIX'];
    if (vsix === undefined) {
      vsix = path.join(scratch, 'extension.vsix');
      packExtension(vsix);
    }
    await installExtension(host, { vsix, userData: path.join(scratch, 'user-data'), extensions });
    return extensions;
  })());
}
