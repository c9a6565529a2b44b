suite('uncaught', () => {
  test('throws later', function (done) {
    setTimeout(() => {
      throw new Error('thrown from a timer');
    });
    setTimeout(done, 100);
  });
});
