import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser.mjs';
import { ensureHost, type Host } from '../host/install.mjs';
import { packExtension } from '../host/pack.mjs';
import type { Shared } from '../host/runner/windowTests.mjs';
import { installExtension } from '../host/server.mjs';
import { startWindowServer, type WindowServer } from '../host/windowServer.mjs';

/** What can change while a window is open. */
export interface Shown {
  /** The workspace folder. */
  readonly folder: string;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Of the workspace: those of the user are the same for all windows. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export const USUAL: Omit<Shown, 'folder'> = {
  theme: 'light',
  width: 1280,
  height: 800,
  settings: {},
};

export interface SessionOptions extends Partial<Shown> {
  readonly folder: string;
  /** A .code-workspace file, made here, to be opened in place of the folder. */
  readonly workspace?: string;
  /**
   * For what happens only when a window opens for the first time, and for pictures in the README: a window that tests share
   * has two folders, and says of each volume in which it is.
   */
  readonly ownWindow?: true;
  /** Of the browser: with 2 there is room for half as much. */
  readonly zoom?: number;
  /** Of our own texts, such as `de`. VS Code's own stay English: no language pack is installed. */
  readonly language?: string;
  /** Of the machine, which a folder cannot set: for a server of its own. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** For a test that ends processes of the server, or reads what VS Code keeps on disk. */
  readonly ownServer?: boolean;
  /** Ask whether the folder is trusted; otherwise it is. A server asks for all its windows or for none. */
  readonly workspaceTrust?: boolean;
  /** Give VS Code a key to encrypt its secret storage with: without one it forgets secrets with a reload. */
  readonly keychain?: boolean;
}

/** The themes of VS Code that people see most, and the class that the window has with each. */
export const THEMES = {
  light: ['Light 2026', 'vs'],
  dark: ['Dark 2026', 'vs-dark'],
  'high contrast': ['Default High Contrast', 'hc-black'],
  'high contrast light': ['Default High Contrast Light', 'hc-light'],
} as const;

export type Theme = keyof typeof THEMES;

/** A window with the packed extension. What VS Code keeps in the browser, such as its state, is of this window alone. */
export interface Session {
  readonly page: Page;
  /** Where VS Code keeps settings, backups and logs: those of all windows, unless the server is its own. */
  readonly userData: string;
  /** VS Code sees it a moment later. */
  change(shown: Partial<Shown>): Promise<void>;
  /** Ends the process that extensions run in, as a crash would; VS Code starts another. */
  crashExtensionHost(): void;
  close(): Promise<void>;
}

const actionLimit = 15_000;
/** A window loads 20 MB of program, whatever else the machine does. */
export const OPEN_LIMIT = 60_000;

/** What the runner of the tests started for all of them. A test that runs without it has its own. */
const share = process.env['WINDOW_TESTS_SHARE'];
const shared = share === undefined ? undefined : (JSON.parse(share) as Shared);

export async function startSession(options: SessionOptions): Promise<Session> {
  const host = await ensureHost();
  const cleanups: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  };
  try {
    const { workspace, zoom = 1, keychain } = options;
    let shown: Shown = { ...USUAL, ...options };
    writeWorkspace(shown, workspace);
    const server = await serverFor(host, options, cleanups);
    const address = new URL(server.address);
    if (workspace === undefined) address.searchParams.set('folder', shown.folder);
    else address.searchParams.set('workspace', workspace);
    // Its own: each message to one in another process is packed twice, which costs more than to start a browser.
    const browser = await launchBrowser(host);
    cleanups.push(() => browser.close());
    const context = await browser.newContext({
      viewport: sizeOf(shown, zoom),
      deviceScaleFactor: zoom,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    if (options.language !== undefined) await useLanguage(context, options.language);
    if (keychain === true) await giveKeychain(context, address.href);
    const page = await context.newPage();
    page.setDefaultTimeout(actionLimit);
    page.setDefaultNavigationTimeout(OPEN_LIMIT);
    await page.goto(address.href);
    // A window that leaves takes its extension host with it; the server would wait for one that was cut off.
    cleanups.push(async () => {
      await page.goto('about:blank').catch(() => undefined);
    });
    const { userData, pid } = server;
    const change = async (next: Partial<Shown>) => {
      shown = { ...shown, ...next };
      await page.setViewportSize(sizeOf(shown, zoom));
      writeWorkspace(shown, workspace);
    };
    return { page, userData, change, crashExtensionHost: () => crashExtensionHost(pid), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serverFor(
  host: Host,
  { ownServer = false, workspaceTrust = false, machineSettings }: SessionOptions,
  cleanups: (() => Promise<void> | void)[],
): Promise<WindowServer> {
  if (shared !== undefined && !ownServer && !workspaceTrust) return shared.server;
  const extensions = shared?.extensions ?? (await installedExtension(host));
  const server = await startWindowServer(host, { extensions, workspaceTrust });
  cleanups.push(server.stop);
  if (machineSettings !== undefined) writeMachineSettings(server.userData, machineSettings);
  return server;
}

function writeMachineSettings(userData: string, settings: Readonly<Record<string, unknown>>): void {
  const folder = path.join(userData, 'Machine');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings));
}

function sizeOf({ width, height }: Shown, zoom: number) {
  return { width: width / zoom, height: height / zoom };
}

/** VS Code reloads a window whose first folder changes: so in a workspace file an empty one comes first. */
function writeWorkspace({ folder, theme, settings }: Shown, workspace: string | undefined): void {
  const [colorTheme] = THEMES[theme];
  const all = { 'workbench.colorTheme': colorTheme, ...settings };
  if (workspace === undefined) {
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(all));
  } else {
    const first = path.join(path.dirname(workspace), 'first');
    mkdirSync(first, { recursive: true });
    const folders = [{ path: first }, { path: folder }];
    writeFileSync(workspace, JSON.stringify({ folders, settings: all }));
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

/** As the messages of a language pack do when the page loads them: the extension host is started with it. */
async function useLanguage(context: BrowserContext, language: string): Promise<void> {
  await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
}

/** The packed extension: that of all tests, or one packed into `folder`. */
export function packedExtension(folder: string): string {
  if (shared !== undefined) return shared.vsix;
  const vsix = path.join(folder, 'extension.vsix');
  packExtension(vsix);
  return vsix;
}

let installing: Promise<string> | undefined;

/** The packed extension, installed once for all windows of this process. */
function installedExtension(host: Host): Promise<string> {
  return (installing ??= (async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'window-extensions-'));
    process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
    const extensions = path.join(scratch, 'extensions');
    const vsix = packedExtension(scratch);
    await installExtension(host, { vsix, userData: path.join(scratch, 'user-data'), extensions });
    return extensions;
  })());
}
