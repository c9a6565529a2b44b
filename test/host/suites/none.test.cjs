suite('without tests', () => {});
