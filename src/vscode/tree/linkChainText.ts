// The chain of links from a key's path to its bytes, as text to copy and as a small drawing for a tooltip.

import { relative } from 'node:path';
import type { LinkChainStep } from '../../volume/read/linkChain.ts';
import { formatMode, formatTime, shown } from '../explain/format.ts';

/** Every step with its inode, mode, owner, size and time. */
export function describeLinkChain(steps: readonly LinkChainStep[]): string {
  const lines = steps.map(({ path, target, stat }) => {
    if (stat === undefined) return `${path}  (not there)`;
    const arrow = target === undefined ? '' : ` -> ${target}`;
    const [, inode = ''] = stat.id.split(':');
    const facts = [`inode ${inode}`, formatMode(stat.mode), `${stat.uid}:${stat.gid}`];
    const time = new Date(stat.mtimeMs).toISOString();
    return `${path}${arrow}  (${[...facts, `${stat.size} bytes`, time].join(', ')})`;
  });
  return `${lines.join('\n')}\n`;
}

/** One line for each step, relative to the volume's directory; the last one describes the file itself. */
export function drawLinkChain(dir: string, steps: readonly LinkChainStep[]): string {
  return steps
    .map(({ path, target, stat }, index) => {
      const name = shown(relative(dir, path));
      const arrow = index === 0 ? '' : `${'  '.repeat(index - 1)}└ `;
      if (stat === undefined) return `${arrow}${name}  (not there)`;
      if (target !== undefined) return `${arrow}${name} → ${shown(target)}`;
      const [, inode = ''] = stat.id.split(':');
      const facts = [formatMode(stat.mode), `${stat.uid}:${stat.gid}`, `${stat.size} B`];
      return `${arrow}${name}  ${[...facts, `inode ${inode}`, formatTime(stat.mtimeMs)].join(' · ')}`;
    })
    .join('\n');
}
