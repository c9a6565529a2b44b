// What a question about a conflict shows of both sides: the place where they differ, in one short line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpts } from '../../../../src/vscode/editing/conflictSides.ts';

const LONG = 'x'.repeat(100);

const CASES: [what: string, mine: string, theirs: string | undefined, shown: unknown[]][] = [
  ['one word', 'mine', 'theirs', ['mine', 'theirs']],
  ['the line that differs', 'a\nport: 1\nb', 'a\nport: 2', ['…port: 1…', '…port: 2']],
  ['a line that one has more', 'a\n', 'a\nb\n', ['…', '…b']],
  ['that a value goes on', '1\nmine', 'theirs\n', ['1…', 'theirs']],
  ['what is deleted', 'mine', undefined, ['mine', undefined]],
  ['an empty value', 'mine', '', ['mine', '']],
  ['binary', 'mine', '\0', ['binary, 4 B', 'binary, 1 B']],
  [
    'the cut of a long line',
    `${LONG}1${LONG}`,
    `${LONG}2`,
    [`…${'x'.repeat(20)}1${'x'.repeat(39)}…`, `…${'x'.repeat(20)}2`],
  ],
  ['no control character', 'a\u202eb', 'a', ['a\ufffdb', 'a']],
  ['the line ends of Windows', 'a\r\nb\r\n', 'a\r\nc\r\n', ['…b', '…c']],
];

for (const [what, mine, theirs, shown] of CASES) {
  test(`shows ${what}`, () => {
    const other = theirs === undefined ? undefined : Buffer.from(theirs);
    assert.deepEqual(excerpts(Buffer.from(mine), other), shown);
  });
}
