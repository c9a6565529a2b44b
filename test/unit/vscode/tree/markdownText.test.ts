// What a tooltip shows is the text itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMarkdown } from '../../../../src/vscode/tree/markdownText.ts';

test('words are apart, so that lines break between them', () => {
  assert.equal(asMarkdown('ConfigMap volume of a pod'), 'ConfigMap volume of a pod');
});

const addresses = [
  'https://sts.example.com/x',
  'www.example.com',
  'me@example.com',
  '<https://a.b>',
];

for (const address of addresses) {
  test(`${address} is no link`, () => {
    // Without one of these no Markdown makes a link of a bare address.
    assert.doesNotMatch(asMarkdown(`Issuer: ${address}.`), /:\/\/|www\.|[^\\]@|[^\\]</);
  });
}

test('no character has a meaning', () => {
  const all = String.fromCodePoint(...Array.from({ length: 94 }, (_, index) => 0x21 + index));
  assert.equal(asMarkdown(all).replace(/\\(.)/g, '$1'), all);
  assert.match(asMarkdown(all).replace(/\\./g, ''), /^[a-z0-9]+$/i);
});

test('a space at an end, or beside another, stays', () => {
  assert.equal(asMarkdown(' a  b '), '&nbsp;a&nbsp; b&nbsp;');
});

test('a line is a paragraph', () => {
  assert.equal(asMarkdown('one\ntwo'), 'one\n\ntwo');
});
