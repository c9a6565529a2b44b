import { before, suite, test } from 'node:test';

suite('with a hook', () => {
  before(() => {
    throw new Error('thrown in a hook');
  });
  test('passes', () => {});
});
