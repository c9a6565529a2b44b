// In their language: the welcome, the rows, a menu and a question, with pictures in .vscode-test/pictures to see what is
// too long for a narrow side bar. VS Code's own words stay English, because no language pack is installed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG, demo } from './demo.ts';
import { openWorkbench } from './openWorkbench.ts';

type Texts = Record<string, string>;

const read = (path: string): Texts => JSON.parse(readFileSync(path, 'utf8')) as Texts;

for (const language of ['de', 'zh-cn']) {
  const messages = read(`l10n/bundle.l10n.${language}.json`);
  const titles = read(`package.nls.${language}.json`);
  const text = (english: string, ...values: string[]): string =>
    values.reduce(
      (all, value, n) => all.replace(`{${n}}`, value),
      messages[english] ?? assert.fail(english),
    );
  const title = (id: string): string => titles[id] ?? assert.fail(id);

  test(`the welcome, the rows, a menu and a question are in the language ${language}`, async (t) => {
    const workspace = demo();
    const options = { folder: workspace.folder, language, width: 700, height: 700 };
    const workbench = await openWorkbench(options, t);
    const { page } = workbench;
    const picture = (what: string) =>
      workbench.screenshot(join('.vscode-test/pictures', `${language}-${what}.png`));
    await workbench.openContainer();
    const [welcome = ''] = title('welcome').split('\n');
    await workbench.welcome().getByText(welcome).waitFor();
    await picture('welcome');
    const volume = workspace.volume('my-config', CONFIG);
    await workbench.row('log.level', /info/).waitFor();
    volume.publish({ ...CONFIG, 'log.level': 'debug' });
    await workbench.row('log.level', /debug/).waitFor();
    await workbench.contextMenu('feature-flags.json', title('command.deleteKey'));
    await workbench.row('feature-flags.json', text('deleted')).waitFor();
    await workbench.expand(text('History'), text('{0} versions seen', '2'));
    await workbench.expand(text('On disk'));
    const groups = ['Active', 'Staged changes', 'History', 'On disk'].map((name) => text(name));
    const rows = await workbench.rows();
    assert.deepEqual(
      rows.filter(({ level }) => level === 2).map(({ label }) => label),
      groups,
    );
    await picture('rows');
    await workbench.row('log.level', /debug/).click({ button: 'right' });
    const menu = page.locator('.monaco-menu');
    await menu.getByText(title('command.copyLinkChain'), { exact: true }).waitFor();
    await picture('menu');
    await page.keyboard.press('Escape');
    await workbench.contextMenu(text('Staged changes'), title('command.discard'));
    const question = workbench.modal(text('Discard'));
    await question.button(text('Discard')).waitFor();
    await picture('question');
    await question.button(text('Discard')).click();
    await workbench.row(text('Staged changes')).waitFor({ state: 'detached' });
  });
}
