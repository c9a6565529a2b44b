import { suite, test } from 'node:test';

suite('passing', () => {
  test('passes', () => {});
  test('is skipped', { skip: true }, () => {});
});
