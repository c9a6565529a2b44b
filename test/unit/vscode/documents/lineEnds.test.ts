// What VS Code cleans up as it saves is told from what a person typed, and no text makes that slow.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applied,
  type Change,
  differOnlyInEnds,
  touchOnlyEnds,
} from '../../../../src/vscode/documents/lineEnds.ts';
import { fc } from '../../../shared/fastCheck.ts';

const insert = (rangeOffset: number, text: string): Change => ({
  rangeOffset,
  rangeLength: 0,
  text,
});
const remove = (rangeOffset: number, rangeLength: number): Change => ({
  rangeOffset,
  rangeLength,
  text: '',
});

const CASES: [what: string, text: string, changes: Change[], onlyEnds: boolean][] = [
  ['a final newline', 'a', [insert(1, '\n')], true],
  ['spaces off a line', 'a  \nb', [remove(1, 2)], true],
  ['some of the spaces off a line', 'a  \r\nb', [remove(1, 1)], true],
  ['spaces off two lines', 'a  \nb \n', [remove(5, 1), remove(1, 2)], true],
  ['final newlines', 'a\n\n\n', [remove(2, 2)], true],
  ['a final line of spaces', 'a\n  ', [remove(1, 3)], true],
  ['a space in a line', 'a b', [remove(1, 1)], false],
  ['a space before a line', '\n b', [remove(1, 1)], false],
  ['a newline between lines', 'a\n\nb', [remove(1, 1)], false],
  ['a letter', 'ab', [remove(1, 1)], false],
  ['a letter more', 'a', [insert(1, 'b')], false],
  ['an end and a letter', 'a \nb', [insert(4, 'c'), remove(1, 1)], false],
];

for (const [what, text, changes, expected] of CASES) {
  test(`${what} ${expected ? 'is' : 'is not'} a clean-up`, () => {
    assert.equal(touchOnlyEnds(text, changes), expected);
    assert.equal(differOnlyInEnds(text, applied(text, changes)), expected);
  });
}

/** As it is defined: slow, but plain to see. */
function withoutEnds(text: string): string {
  return text.replace(/[^\S\r\n]+(?=\r?\n|$)/g, '').replace(/(\r?\n)+$/, '');
}

// One kind of line ends, as in every document; the cases above have the other one.
const texts = fc.array(fc.constantFrom('a', ' ', '\t', '\n', '\u3000'), { maxLength: 20 });

test('one edit of any text is a clean-up if the texts are the same without their ends', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(4), texts, (parts, at, length, added) => {
      const text = parts.join('');
      const rangeOffset = at % (text.length + 1);
      const change = { rangeOffset, rangeLength: length, text: added.join('') };
      change.rangeLength = Math.min(length, text.length - rangeOffset);
      const after = applied(text, [change]);
      assert.equal(
        after,
        text.slice(0, rangeOffset) + change.text + text.slice(rangeOffset + change.rangeLength),
      );
      if (touchOnlyEnds(text, [change])) assert.equal(withoutEnds(text), withoutEnds(after));
      assert.equal(differOnlyInEnds(text, after), withoutEnds(text) === withoutEnds(after));
    }),
  );
});

/** A text that counts how often one of its characters is looked at. */
function counted(text: string) {
  const looked = { times: 0 };
  const charCodeAt = (index: number): number => {
    looked.times++;
    return text.charCodeAt(index);
  };
  return { looked, length: text.length, charCodeAt };
}

const MIB = 2 ** 20;

test('a keystroke in a mebibyte of anything but blanks looks at nothing but its place', () => {
  const text = counted('key: value\n'.repeat(MIB / 11));
  touchOnlyEnds(text, [insert(MIB / 2, 'x')]);
  touchOnlyEnds(text, [insert(MIB / 2, ' ')]);
  assert.ok(text.looked.times <= 20, String(text.looked.times));
});

test('with a mebibyte of blanks and a thousand cursors every character is looked at a few times', () => {
  const blanks = [' '.repeat(MIB), '\n'.repeat(MIB), ' \r\n'.repeat(MIB / 3)];
  for (const each of blanks.flatMap((run) => [run, `${run}x`])) {
    const text = counted(each);
    for (const inserted of [' ', '\n']) {
      text.looked.times = 0;
      const changes = Array.from({ length: 1000 }, (_, index) => insert(index * 1000, inserted));
      touchOnlyEnds(text, changes);
      assert.ok(text.looked.times <= 4 * text.length, String(text.looked.times));
    }
  }
});
