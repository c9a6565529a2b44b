import { closeSync, openSync, readSync, watch } from 'node:fs';

/**
 * Copies what is appended to a file until the returned function is called, which copies the rest.
 *
 * @param {string} file
 * @param {NodeJS.WritableStream} to
 */
export function followFile(file, to) {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(65_536);
  const copy = () => {
    for (let length; (length = readSync(descriptor, buffer)) > 0;) {
      to.write(Buffer.from(buffer.subarray(0, length)));
    }
  };
  const watcher = watch(file, copy);
  return () => {
    watcher.close();
    copy();
    closeSync(descriptor);
  };
}
