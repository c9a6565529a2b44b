'use strict';
// Loaded in the extension host: runs the mocha tests and keeps the counts in a file.
const fs = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

function testFiles() {
  // The tests of the test host bring files of their own.
  const given = process.env['EXTENSION_TEST_FILES'];
  if (given !== undefined) return given.split(path.delimiter);
  const folder = path.join(__dirname, '../../dist/test/extension');
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.test.cjs'))
    .map((name) => path.join(folder, name));
}

/** @param {Mocha.Runner} runner */
function keepCounts(runner) {
  const file = process.env['EXTENSION_TEST_COUNTS'];
  if (file === undefined) return;
  const keep = (finished = false) => {
    const { passes = 0, failures = 0 } = runner.stats ?? {};
    fs.writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, finished }));
  };
  // After every test: an extension host may die in the next one.
  runner.on('test end', () => keep());
  runner.on('end', () => keep(true));
}

exports.run = async function run() {
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: 20_000,
    // The extension host has no terminal, and guesses.
    color: false,
    // In CI a forgotten `only` must not hide the other tests.
    forbidOnly: Boolean(process.env['CI']),
  });
  for (const file of testFiles()) mocha.addFile(file);
  const failures = await new Promise((resolve) => {
    keepCounts(mocha.run(resolve));
  });
  if (failures > 0) throw new Error(`${failures} failed.`);
};
