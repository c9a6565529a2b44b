// A name from disk in a message is no link.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  showError,
  showInformation,
  showWarning,
  withoutLinks,
} from '../../../../src/vscode/explain/messages.ts';
import { person } from '../../../shared/vscode.ts';

/** What VS Code takes for a link, in the text of a notification. */
const LINK = /\[[^\]]+\]\((?:https?:|command:|file:)/;

test('a key that is called like a link to a command stays text in every kind of message', async () => {
  person.reset();
  const name = '[Fix](command:workbench.action.quit)';
  assert.match(name, LINK);
  for (const show of [showInformation, showWarning, showError]) {
    await show(`${name} is gone.`, 'OK');
  }
  assert.equal(person.told.length, 3);
  for (const { text, buttons } of person.told) {
    assert.doesNotMatch(text, LINK);
    assert.equal(text.replace('\u2060', ''), `${name} is gone.`);
    assert.deepEqual(buttons, ['OK']);
  }
});

test('other text stays as it is', () => {
  for (const text of ['a [b] (c)', 'x(1)', '']) assert.equal(withoutLinks(text), text);
});

test('no message goes another way', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const direct = files.filter(
    (name) =>
      name.endsWith('.ts') &&
      !name.endsWith('messages.ts') &&
      /window\.show(Information|Warning|Error)Message/.test(
        readFileSync(join('src', name), 'utf8'),
      ),
  );
  assert.deepEqual(direct, []);
});
