// What an empty view says: one text for each case, and its buttons are commands that work there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: {
    viewsWelcome: { contents: string; when: string }[];
    commands: { command: string; enablement?: string }[];
  };
};
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

/** The names of the texts that show in a window with these context keys. */
function shown(keys: readonly string[]): string[] {
  const holds = (clause: string): boolean =>
    clause.startsWith('!') ? !keys.includes(clause.slice(1)) : keys.includes(clause);
  return contributes.viewsWelcome
    .filter(({ when }) => when.split(' && ').every(holds))
    .map(({ contents }) => contents.replaceAll('%', ''));
}

const LOOKED = 'projectedVolumes.looked';

for (const [keys, text] of [
  [[], 'welcome.looking'],
  [['isWorkspaceTrusted'], 'welcome.looking'],
  [['virtualWorkspace'], 'welcome.looking'],
  [['isWorkspaceTrusted', 'virtualWorkspace'], 'welcome.looking'],
  [[LOOKED], 'welcome.restricted'],
  [[LOOKED, 'virtualWorkspace'], 'welcome.restricted'],
  [[LOOKED, 'isWorkspaceTrusted'], 'welcome'],
  [[LOOKED, 'isWorkspaceTrusted', 'virtualWorkspace'], 'welcome.virtual'],
] as const) {
  test(`with ${keys.join(' and ') || 'no context key'} an empty view shows ${text}`, () => {
    assert.deepEqual(shown(keys), [text]);
  });
}

test('every button of an empty view is a command that is enabled there', () => {
  const needTrust = new Set(
    contributes.commands.flatMap(({ command, enablement }) =>
      enablement === undefined ? [] : [command],
    ),
  );
  const named = new Set(contributes.commands.map(({ command }) => command));
  for (const { contents, when } of contributes.viewsWelcome) {
    const text = texts[contents.replaceAll('%', '')] ?? '';
    const buttons = [...text.matchAll(/\(command:([^)]+)\)/g)].map(([, command = '']) => command);
    assert.ok(buttons.length > 0);
    for (const command of buttons) {
      assert.ok(named.has(command) || command === 'workbench.trust.manage', command);
      assert.ok(!needTrust.has(command) || when.includes(' isWorkspaceTrusted'), command);
    }
  }
});
