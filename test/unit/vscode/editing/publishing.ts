// A window with one volume, and a worker that publishes as the real one does.

import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { applyEdits } from '../../../../src/volume/edit/edits.ts';
import type { KeyFile } from '../../../../src/volume/read/snapshot.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { DIR, key, openWindow, printOf, PUBLISHED, stateOf } from '../window.ts';

/**
 * @param disk key → text; what is published goes into it
 * @param more of the volume's state
 */
export function publishing(
  t: Parameters<typeof openWindow>[0],
  disk: Record<string, string>,
  storage?: Parameters<typeof openWindow>[1],
  more: Partial<VolumeState> = {},
) {
  const window = openWindow(t, storage);
  window.volumes.watch(DIR);
  let versions = 1;
  const replace = (keys: Record<string, string>): void => {
    for (const name of Object.keys(disk)) delete disk[name];
    Object.assign(disk, keys);
    window.receive(stateOf(disk, { version: `..v${++versions}`, ...more }));
  };
  window.receive(stateOf(disk, more));
  window.answers.publish = ({ edits }) => {
    const files = Object.entries(disk).map(([name, text]): [ReturnType<typeof key>, KeyFile] => [
      key(name),
      { data: Buffer.from(text), writtenAt: 0, ...printOf(text) },
    ]);
    const merged = applyEdits(new Map(files), edits);
    replace(
      Object.fromEntries(
        [...merged].map(([name, { data }]) => [name, Buffer.from(data).toString()]),
      ),
    );
    return PUBLISHED;
  };
  window.answers.readKey = (params) => Buffer.from(disk[params.key] ?? '');
  const stage = (name: string, text: string): void =>
    window.staging.stage(DIR, key(name), bytes(Buffer.from(text)));
  const publish = async () => window.publisher.publish(DIR, window.staging.chosen(DIR));
  return { ...window, disk, replace, stage, publish };
}
