// A file system that notes each call that goes out of the target directory.

import { realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { FileSystem } from '../../src/volume/index.ts';
import { later, observed } from './fileSystems.ts';

const MINUTE = 60_000;

/** Looks where each call really goes. What is asked of a path itself, and where it leads, is no reading of it. */
export function guarded(target: string): FileSystem & { readonly escapes: readonly string[] } {
  const root = realpathSync(target);
  const escapes: string[] = [];
  const fileSystem = observed(
    (_count, call, args) => {
      const path = args.findLast((arg) => typeof arg === 'string');
      if (path === undefined || call === 'realpath' || call === 'checkWritable') return;
      if (path === target || path === `${target}${sep}.`) return;
      const isFollowed = ['readdir', 'chmod', 'renameUnnamable'].includes(call);
      const real = realOf(isFollowed ? path : dirname(path));
      if (real !== undefined && real !== root && !real.startsWith(`${root}${sep}`)) {
        escapes.push(`${call} ${path}`);
      }
    },
    later(11 * MINUTE),
  );
  return Object.assign(fileSystem, { escapes });
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // leads nowhere
  }
}
