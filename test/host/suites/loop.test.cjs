suite('looping', () => {
  test('keeps the processor', () => {
    for (;;);
  });
});
