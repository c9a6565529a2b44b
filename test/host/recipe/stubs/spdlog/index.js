'use strict';
// The native @vscode/spdlog needs a C++ toolchain to install. VS Code keeps its log files and the
// text of every output channel in files written through it: without a stand-in they stay empty.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
    this.descriptor = undefined;
  }
  write(level, message) {
    if (level < this.level) return;
    const line = this.raw ? message : `${new Date().toISOString()} [${levels[level]}] ${message}\n`;
    try {
      this.descriptor ??= fs.openSync(this.file, 'a');
      fs.writeSync(this.descriptor, line);
    } catch {
      // A full disk must not end the host.
    }
  }
  trace(message) {
    this.write(0, message);
  }
  debug(message) {
    this.write(1, message);
  }
  info(message) {
    this.write(2, message);
  }
  warn(message) {
    this.write(3, message);
  }
  error(message) {
    this.write(4, message);
  }
  critical(message) {
    this.write(5, message);
  }
  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
  setPattern() {
    this.raw = false;
  }
  // What VS Code calls for output channels: their text is written as it is.
  clearFormatters() {
    this.raw = true;
  }
  flush() {}
  drop() {
    if (this.descriptor !== undefined) fs.closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}

async function createLogger(_name, file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger(file);
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
