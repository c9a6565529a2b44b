// What stands in the status bar is said in words as well.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusBarItem } from 'vscode';
import { setStatus } from '../../../../src/vscode/explain/statusText.ts';

test('a screen reader says the words and the lines of the tooltip, each once, and no name of an icon', () => {
  const item = { show: () => {} } as StatusBarItem;
  const said = (words: string, tooltip: string) => {
    setStatus(item, 'layers', words, tooltip);
    return item.accessibilityInformation?.label;
  };
  assert.equal(
    said('3 staged', 'Not published yet:\nconfig: 3'),
    '3 staged, Not published yet:, config: 3',
  );
  assert.equal(said('$(key) expired', '$(key) expired'), '$(key) expired');
  assert.equal(item.text, '$(layers) \\$(key) expired');
});
