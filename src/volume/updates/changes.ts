// What an update changes: keys that are set and keys that are deleted, or one key that gets another value.

import { isText } from '../contents/text.ts';
import { applyEdits } from '../edit/edits.ts';
import type { FileProjection, KeyPath } from '../payload.ts';
import type { KeyFile } from '../read/snapshot.ts';

export interface UpdateChanges {
  /** Key → text. */
  set?: Readonly<Record<string, string>>;
  delete?: readonly string[];
}

/**
 * The payload after the changes. Without any, one key gets another value, so that any volume can be updated: a line end
 * more, or the one less that the update before added, which means nothing to nearly all formats.
 *
 * @param files the active version, read whole
 * @throws VolumeError when a key cannot be one
 */
export function payloadAfter(
  files: ReadonlyMap<KeyPath, KeyFile>,
  changes: UpdateChanges = {},
): Map<KeyPath, FileProjection> {
  const set = Object.entries(changes.set ?? {});
  const deleted = changes.delete ?? [];
  const edits = [
    ...set.map(([key, text]) => ({ key, content: { data: Buffer.from(text) } })),
    ...deleted.map((key) => ({ key, content: undefined })),
  ];
  return applyEdits(files, edits.length > 0 ? edits : [anyEdit(files)]);
}

const NEWLINE = 10;

function anyEdit(files: ReadonlyMap<KeyPath, KeyFile>) {
  const [key, file] = [...files].find(([, { data }]) => isText(data)) ?? [...files][0] ?? [];
  if (key === undefined || file === undefined) {
    return { key: 'updated', content: { data: Buffer.from('yes\n') } };
  }
  const { data } = file;
  const isAdded = data.length > 2 && data.at(-1) === NEWLINE && data.at(-2) === NEWLINE;
  return {
    key,
    content: { data: isAdded ? data.subarray(0, -1) : Buffer.concat([data, Buffer.of(NEWLINE)]) },
  };
}
