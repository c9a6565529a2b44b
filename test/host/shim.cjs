'use strict';
// Loaded by the extension host in place of the suite: runs it, and leaves proof of how it ended.
// The workbench alone reports success as well when the extension host dies.
const fs = require('node:fs');
const util = require('node:util');

/** @param {string} name */
function required(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
}

/** @param {string} file */
function copyConsoleTo(file) {
  const descriptor = fs.openSync(file, 'a');
  for (const method of /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug'])) {
    const original = console[method];
    /** @param {unknown[]} args */
    const copying = (...args) => {
      // Synchronously, so that nothing is lost when the host dies.
      fs.writeSync(descriptor, `${util.format(...args)}\n`);
      original.apply(console, args);
    };
    // The host replaces the console's methods later; these stay.
    Object.defineProperty(console, method, { configurable: true, get: () => copying, set() {} });
  }
}

exports.run = async function run() {
  copyConsoleTo(required('TEST_HOST_OUTPUT'));
  const proof = required('TEST_HOST_RESULT');
  try {
    const file = required('TEST_HOST_SUITE');
    const suite = require(file);
    if (typeof suite.run !== 'function') throw new Error(`${file} does not export run().`);
    await suite.run();
    fs.writeFileSync(proof, 'passed');
  } catch (error) {
    fs.writeFileSync(proof, 'failed');
    // VS Code prints it.
    throw error;
  }
};
