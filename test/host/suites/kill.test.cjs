suite('killed', () => {
  test('passes', () => {});
  test('is killed', () => process.kill(process.pid, 'SIGKILL'));
});
