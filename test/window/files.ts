import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every file below the folder with its bytes as text; but for those that other windows remove meanwhile. */
export function filesBelow(folder: string): [file: string, text: string][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .flatMap((file) => {
      const text = textOf(file);
      return text === undefined ? [] : [[file, text]];
    });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
