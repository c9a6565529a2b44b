'use strict';
// The native package clones files where the file system can; a plain copy does for tests.
const fs = require('node:fs');

exports.constants = fs.constants;
exports.isCloneSupported = () => false;
exports.copyFile = (from, to, mode = 0) => fs.promises.copyFile(from, to, mode);
exports.copyFileSync = (from, to, mode = 0) => fs.copyFileSync(from, to, mode);
exports.cp = (from, to, options) => fs.promises.cp(from, to, options);
