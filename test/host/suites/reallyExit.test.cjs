suite('really exiting', () => {
  test('passes', () => {});
  // The extension host replaces process.exit, but not what that calls.
  test('exits with 0', () => /** @type {any} */ (process).reallyExit(0));
});
