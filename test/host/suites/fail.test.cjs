const assert = require('node:assert/strict');

suite('failing', () => {
  test('passes', () => {});
  test('fails', () => assert.equal(1, 2));
});
