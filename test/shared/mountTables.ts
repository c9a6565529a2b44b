// Mount tables of real kinds of machines, and lines for made-up ones.

import { readFileSync } from 'node:fs';
import { type FileSystem, nodeFileSystem } from '../../src/volume/index.ts';
import { type Mount, parseMountInfo } from '../../src/volume/places/mounts.ts';

type Machine = 'pod' | 'relocated-kubelet' | 'node' | 'docker';

export function mountTableText(machine: Machine): string {
  return readFileSync(`test/fixtures/mountinfo/${machine}.txt`, 'utf8');
}

export function mountTable(machine: Machine): Mount[] {
  return parseMountInfo(mountTableText(machine));
}

/** Mount point, with the root and file system mounted there: `/vol on ext4 ro`. Later ones are mounted on earlier ones. */
export function mountLines(mounts: Record<string, string>): string {
  const lines: string[] = [];
  const points = ['/'];
  for (const [mountPoint, mounted] of Object.entries(mounts)) {
    const [root = '', type = '', options = 'rw'] = mounted.split(/ on | /);
    const parent = points.findLastIndex((point) => point === '/' || isBelow(mountPoint, point)) + 1;
    const id = points.push(mountPoint);
    const device = root === '/' ? `0:${id}` : '8:1'; // a part of another file system is a bind mount
    lines.push(
      `${id} ${parent} ${device} ${escaped(root)} ${escaped(mountPoint)} ${options} - ${type} none rw\n`,
    );
  }
  return ['1 0 8:1 / / rw - ext4 none rw\n', ...lines].join('');
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(`${directory}/`);
}

/** As the kernel writes names. */
export function escaped(name: string): string {
  return name.replace(
    /[ \t\n\\]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}

/** The files of this machine, with another mount table. */
export function mounted(mounts: Record<string, string>): FileSystem {
  return { ...nodeFileSystem, mountInfo: () => mountLines(mounts) };
}
