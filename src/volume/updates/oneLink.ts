// What one link would be: each key a link into the timestamp directory, renamed over the one before, key by key. Readers
// of two keys can see a mixture, and what is to be removed has no moment of its own.

import { NEW_DATA_DIR, topLevelName, topLevelNames } from '../layout.ts';
import { type GivenVolume, seenOf } from './givenVolume.ts';
import { unlink } from './kubelet.ts';
import { updateOf } from './perform.ts';
import {
  linkChanges,
  oldVersion,
  removeOldVersion,
  step,
  SWAP,
  TAKE_NEW_DATA_DIR,
  TAKEN,
  UNFINISHED,
  writeVersion,
} from './planning.ts';
import { type Left, NEW_VERSION, type Update, type UpdateStep } from './update.ts';

/**
 * Readers never go through `..data` here. It follows at the end all the same, so that the volume stays one: then the links
 * can be put back, and the old version can go. The link in the making is called `..data_tmp`, as with the other writers:
 * so it is their mutex, too.
 */
export function planOneLink(volume: GivenVolume): Update {
  const { names, payload } = volume;
  const links = linkChanges(volume);
  const { seenOld } = links;
  const removed = links.removed.filter((name) => names.has(name));
  const added = [...topLevelNames(payload.keys())].sort();
  const unfinished = { seen: seenOld, left: [UNFINISHED] };
  const steps: UpdateStep[] = [
    step('validate', [], { seen: seenOld, left: [] }),
    step('make timestamp directory', [{ act: 'make version' }], { seen: seenOld, left: [] }),
    step('write files', [writeVersion(payload)], unfinished),
  ];
  const renamed = new Set<string>();
  const seen = (unlinked: readonly string[] = []) =>
    seenOf(volume, (key) => {
      const name = topLevelName(key);
      if (renamed.has(name)) return payload.has(key) ? 'new' : 'nothing';
      return volume.old.has(key) && names.has(name) && !unlinked.includes(name) ? 'old' : 'nothing';
    });
  const direct = (): Left[] => [...renamed].map((path) => ({ left: 'direct link', path }));
  for (const name of added) {
    const link = { act: 'link', path: NEW_DATA_DIR, target: `${NEW_VERSION}/${name}` } as const;
    const rename = { act: 'rename', path: NEW_DATA_DIR, onto: name } as const;
    const left = [UNFINISHED, ...direct()];
    steps.push(step('link key', [link], { seen: seen(), left }));
    steps.push(step('rename link', [rename], { seen: seen(), left: [...left, TAKEN] }));
    renamed.add(name);
  }
  const gone = seen(removed);
  const unlinked = removed.map((path): Left => ({ left: 'missing link', path }));
  steps.push(
    step('remove links', unlink(removed), { seen: seen(), left: [UNFINISHED, ...direct()] }),
    step('move ..data', [TAKE_NEW_DATA_DIR, SWAP], {
      seen: gone,
      left: [UNFINISHED, ...direct(), ...unlinked],
    }),
    step('remove old version', removeOldVersion(volume), {
      seen: gone,
      left: [...oldVersion(volume), ...direct()],
    }),
  );
  return updateOf(volume, steps, { seen: gone, left: direct() });
}
