suite('aborting', () => {
  test('passes', () => {});
  test('aborts', () => process.abort());
});
