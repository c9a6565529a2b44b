// Ways to publish a payload: ours, and what it is measured against.

import * as fs from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AtomicWriter, type Payload } from '../../src/volume/index.ts';
import { newTimestampDirName } from '../../src/volume/layout.ts';

/** Publishes to one directory, over and over; all payloads have the same keys. */
export type Publish = (payload: Payload) => void;

export const contestants = {
  'AtomicWriter.write': (dir: string): Publish => {
    const writer = new AtomicWriter(dir);
    return (payload) => void writer.write(payload);
  },
  'its steps, one by one': (dir: string): Publish => {
    const writer = new AtomicWriter(dir);
    return (payload) => {
      const steps = writer.steps(payload);
      while (steps.next().done !== true);
    };
  },
  'straight line': straightLine,
  'write-file-atomic': fileByFile,
} as const;

export type Contestant = keyof typeof contestants;

/**
 * The fewest calls that leave the same tree, when all goes well and nobody else is about: no look at owners, modes,
 * links and what is there already, no mutex, no tidying. Nothing can be quicker that writes every file.
 */
function straightLine(dir: string): Publish {
  const [data, tmp] = [join(dir, '..data'), join(dir, '..data_tmp')];
  return (payload) => {
    const old = `${dir}/${fs.readlinkSync(data)}`;
    const name = newTimestampDirName(Date.now());
    const version = `${dir}/${name}`;
    fs.mkdirSync(version, 0o755);
    for (const [key, file] of payload) {
      const fd = fs.openSync(`${version}/${key}`, 'wx', 0o644);
      fs.writeSync(fd, file.data, 0);
      fs.closeSync(fd);
    }
    fs.symlinkSync(name, tmp);
    fs.renameSync(tmp, data);
    for (const key of payload.keys()) fs.unlinkSync(`${old}/${key}`);
    fs.rmdirSync(old);
  };
}

/** Every changed key in a rename of its own: no reader sees half a file, but half a payload. */
function fileByFile(dir: string): Publish {
  fs.rmSync(dir, { recursive: true });
  fs.mkdirSync(dir);
  const written = new Map<string, Uint8Array>();
  return (payload) => {
    for (const [key, { data }] of payload) {
      if (written.get(key) === data) continue;
      written.set(key, data);
      writeFileAtomic.sync(join(dir, key), Buffer.from(data), { fsync: false });
    }
  };
}
