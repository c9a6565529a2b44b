import { test } from 'node:test';

test('never ends', () => new Promise((resolve) => setTimeout(resolve, 2 ** 30)));
