// The window of VS Code as its user has it. VS Code's own markup is known in this folder only.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { modal, type Prompt, toast } from './dialogs.ts';
import { drawn } from './drawn.ts';
import { editorLine, focusEditor } from './editor.ts';
import { filesBelow } from './files.ts';
import { hideHoversInTheWay, restOn } from './hovers.ts';
import {
  OPEN_LIMIT,
  type Session,
  type SessionOptions,
  type Shown,
  startSession,
} from './session.ts';
import {
  chooseFromContextMenu,
  clickInlineAction,
  expandRow,
  readRows,
  type Row,
  rowLocator,
} from './tree.ts';

const changeLimit = 15_000;

/** What extensions keep for the workspace, as text; VS Code writes it a moment after they asked for it. */
const WORKSPACE_STATE = `(async () => {
  const result = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let text = '';
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-') || name.includes('global')) continue;
    const db = await result(indexedDB.open(name));
    text += JSON.stringify(await result(db.transaction('ItemTable').objectStore('ItemTable').getAll()));
    db.close();
  }
  return text + Object.keys(localStorage);
})()`;

/** A window of its own, which has still to get ready. Whoever opens it closes it. */
export async function openWindow(options: SessionOptions): Promise<Workbench> {
  const session = await startSession(options);
  const workbench = new Workbench(session);
  await hideHoversInTheWay(session.page);
  return workbench;
}

export class Workbench {
  /** For what no method here knows. */
  readonly page: Page;
  readonly userData: string;
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
    this.page = session.page;
    this.userData = session.userData;
  }

  async ready(): Promise<void> {
    // Comes when the window is restored. Until then a reloaded window shows views from memory.
    const restored = this.page.locator('.statusbar-item[id="status.problems"]');
    await restored.waitFor({ timeout: OPEN_LIMIT });
    await this.container().waitFor();
    await this.page.locator('.sidebar .empty-pane-message').waitFor({ state: 'hidden' });
  }

  // The view.

  async openContainer(): Promise<void> {
    const title = this.page.locator('.sidebar .composite.title', { hasText: 'Projected Volumes' });
    // A click on the container that is open would close it.
    if (!(await title.isVisible())) await this.container().click();
    await title.waitFor();
  }

  /** Lets the pointer rest on the icon of the view, until its tooltip lies over the rows. */
  containerTooltip(): Promise<void> {
    return restOn(this.container(), 'Projected Volumes');
  }

  rows(): Promise<Row[]> {
    return readRows(this.page);
  }

  row(label: string, description?: string | RegExp): Locator {
    return rowLocator(this.page, label, description);
  }

  /** A row by its description, for labels that are times. */
  rowDescribed(description: RegExp): Locator {
    return rowLocator(this.page, /./, description);
  }

  /** Lets the pointer rest on the row until its tooltip contains the text. */
  tooltip(label: string, text: string): Promise<void> {
    return restOn(this.row(label), text);
  }

  expand(label: string, description?: string): Promise<void> {
    return expandRow(this.row(label, description));
  }

  inlineAction(rowLabel: string, action: string): Promise<void> {
    return clickInlineAction(this.row(rowLabel), action);
  }

  contextMenu(rowLabel: string, item: string): Promise<void> {
    return chooseFromContextMenu(this.row(rowLabel), item);
  }

  async titleAction(label: string): Promise<void> {
    // Only under the pointer, where a container has more than one view.
    const title = this.page.locator('.sidebar .composite.title');
    await title.hover();
    await title.locator(`a.action-label[aria-label="${label}"]`).first().click();
  }

  /** The text and the buttons of a view that has no rows. */
  welcome(): Locator {
    return this.page.locator('.sidebar .welcome-view-content');
  }

  // Commands and questions.

  /** Runs a command by its full title, "Category: Title". */
  async palette(title: string): Promise<void> {
    const command = this.quickPickRow(title).first();
    // A window that is still loading closes the palette, at any moment, or lists no commands of an extension that it does
    // not know yet.
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      try {
        await this.inputBox().fill(`>${title}`, { timeout: 3_000 });
        await command.waitFor({ timeout: 3_000 });
        await this.inputBox().press('Enter', { timeout: 3_000 });
        return;
      } catch (error) {
        if (attempt === 6) throw error;
      }
    }
  }

  /** The input of an input box or a quick pick. */
  inputBox(): Locator {
    return this.quickInput().locator('.quick-input-box input');
  }

  /** Fills in the input box whose title, prompt or placeholder contains `question`. */
  async answer(question: string, text: string): Promise<void> {
    await this.question(question).waitFor();
    await this.inputBox().fill(text);
    await this.inputBox().press('Enter');
  }

  /** Types a path into the file dialog of a browser window, and presses its button. */
  async chooseFile(button: string, file: string): Promise<void> {
    const accept = this.quickInput().getByRole('button', { name: button });
    await accept.waitFor();
    // The dialog fills in a folder of its own while it opens, and completes what is typed: then one tries again.
    for (let attempt = 1; attempt <= 5 && (await accept.isVisible()); attempt++) {
      await this.inputBox().fill(file);
      // It looks at the folder meanwhile, and lists what is in it when it is done with that.
      await drawn(this.page, '.quick-input-widget');
      if ((await this.inputBox().inputValue()) !== file) continue;
      await accept.click();
      await accept.waitFor({ state: 'hidden', timeout: 2_000 }).catch(() => undefined);
    }
    await accept.waitFor({ state: 'hidden' });
  }

  /** An open input box or quick pick, by its title, prompt, placeholder or message. */
  question(text: string): Locator {
    const placeholder = this.page.locator(`input[placeholder*=${JSON.stringify(text)}]`);
    return this.quickInput()
      .filter({ hasText: text })
      .or(this.quickInput().filter({ has: placeholder }));
  }

  /** Chooses the entry with this label. */
  async quickPick(label: string): Promise<void> {
    await this.quickPickRow(label).first().click();
  }

  quickPickRow(label: string): Locator {
    return this.quickInput()
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: label });
  }

  /** The entries in sight, as a screen reader says them. */
  async quickPickLabels(): Promise<string[]> {
    const labels = await this.quickPickRow('').evaluateAll((rows) =>
      rows.map((row) => row.getAttribute('aria-label') ?? ''),
    );
    // An icon is said by its name, which says nothing here.
    return labels.map((label) => label.replace(/^[a-z-]+ {2}/, ''));
  }

  toast(text: string | RegExp): Prompt {
    return toast(this.page, text);
  }

  modal(text: string | RegExp): Prompt {
    return modal(this.page, text);
  }

  // Editors.

  /** A tab by the name on it. */
  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** Shows the editor that is unsaved. A window that is still restored puts another one in front: then one clicks again. */
  async showUnsaved(): Promise<void> {
    const shown = this.page.locator('.tab.active.dirty');
    for (let attempt = 1; attempt <= 5 && !(await shown.isVisible()); attempt++) {
      // Not the tab itself, in the middle of which is its button to close it.
      await this.page.locator('.tab.dirty .label-name').click();
      await shown.waitFor({ timeout: 3_000 }).catch(() => undefined);
    }
    await shown.waitFor();
  }

  /** Waits for a line that contains `text`. */
  async editorShows(text: string): Promise<void> {
    await editorLine(this.page, text).first().waitFor();
  }

  /** What the Markdown preview shows: a page of its own. */
  markdownPreview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Waits until no line contains `text`. */
  async editorHides(text: string): Promise<void> {
    await editorLine(this.page, text).waitFor({ state: 'detached' });
  }

  /** Types into the active editor: at its end, or in place of all of its text. */
  async typeInEditor(text: string, { replace = false } = {}): Promise<void> {
    const typed = this.page.locator('.tab.active.dirty');
    // The row that opened the editor takes the focus back when it has opened: what is typed then is lost.
    for (let attempt = 1; attempt <= 5 && !(await typed.isVisible()); attempt++) {
      await focusEditor(this.page, replace);
      await this.page.keyboard.insertText(text);
      await typed.waitFor({ timeout: 3_000 }).catch(() => undefined);
    }
    await typed.waitFor();
  }

  /** Puts the cursor at the end of the active editor. */
  async focusEditor(): Promise<void> {
    await focusEditor(this.page, false);
  }

  /** Waits until VS Code has kept the unsaved editor with this text: then it comes back after a reload. */
  async backedUp(text: string): Promise<void> {
    const backups = path.join(this.userData, 'User', 'Backups');
    await this.until(() => filesBelow(backups).some(([, content]) => content.includes(text)));
  }

  /** Waits until VS Code has kept what the extension stored for this workspace. */
  async stored(text: string): Promise<void> {
    await this.until(async () =>
      (await this.page.evaluate<string>(WORKSPACE_STATE)).includes(text),
    );
  }

  /** Waits until the file is written: VS Code makes it empty first. */
  async fileHolds(file: string, text: string): Promise<void> {
    await this.until(() => existsSync(file) && readFileSync(file, 'utf8').includes(text));
  }

  private async until(isReached: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + changeLimit;
    while (!(await isReached())) {
      if (Date.now() > deadline) throw new Error('What was waited for did not come.');
      await this.nextChange();
    }
  }

  /** Presses a key in the active editor, and waits for it to say that it is read-only. */
  async typeInReadOnlyEditor(): Promise<void> {
    await focusEditor(this.page, false);
    await this.page.keyboard.press('x');
    await this.page.getByText('Editor is read-only').first().waitFor();
  }

  /** Saves, without waiting: a save may be refused. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
  }

  /** Waits until the active editor has nothing to save. */
  async saved(): Promise<void> {
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  // The window.

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Whoever asks waits until it can be seen. */
  change(shown: Partial<Shown>): Promise<void> {
    return this.session.change(shown);
  }

  /** Shows the Explorer, and waits until this folder is in it. */
  async showsFolder(folder: string): Promise<void> {
    await this.palette('View: Show Explorer');
    const name = path.basename(folder);
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).waitFor();
  }

  /** Ends the process that extensions run in; VS Code starts another. */
  crashExtensionHost(): void {
    this.session.crashExtensionHost();
  }

  /** The clipboard's text once it matches; whatever it is when the time is up. */
  async clipboard(wanted: RegExp): Promise<string> {
    const read = () => this.page.evaluate<string>('navigator.clipboard.readText()');
    const deadline = Date.now() + changeLimit;
    let text = await read();
    while (!wanted.test(text) && Date.now() < deadline) {
      await this.nextChange();
      text = await read();
    }
    return text;
  }

  async screenshot(file: string): Promise<void> {
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private container(): Locator {
    return this.page.locator('.activitybar .action-item a[aria-label^="Projected Volumes"]');
  }

  private quickInput(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"])');
  }

  /** Until the page draws again. */
  nextChange(): Promise<unknown> {
    return this.page.evaluate('new Promise(requestAnimationFrame)');
  }
}
