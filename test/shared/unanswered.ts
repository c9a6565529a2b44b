// A file system of the kernel's own that hangs.

import { execFileSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync } from 'node:fs';

const DEVICE = '/dev/fuse';

export function canServeFuse(): boolean {
  try {
    accessSync(DEVICE, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Mounts FUSE over the directory, with a server that answers nothing, not even the first question: every call hangs until
 * `end` closes the server's end; then they fail until it is unmounted.
 */
export function mountUnanswered(dir: string): { end: () => void; unmount: () => void } {
  const fd = openSync(DEVICE, 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  execFileSync('mount', ['-i', '-t', 'fuse', '-o', options, 'none', dir], {
    stdio: ['ignore', 'inherit', 'inherit', fd],
  });
  return {
    end: () => closeSync(fd),
    unmount: () => execFileSync('umount', ['-l', dir]),
  };
}
