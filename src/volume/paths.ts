// The kinds of paths that meet in the core. tsc refuses one in the place of another; a plain `string` passes for any of
// them, but not for one of which something is changed on disk.

declare const kind: unique symbol;

/** What a call that changes something takes, so that nothing is changed below the directory this process happens to be in. */
export type AbsolutePath = string & { readonly [kind]: 'absolute' };

/** One element: of something in the directory that is at hand. */
export type Name = string & { readonly [kind]?: 'name' };

/** Relative to the target directory. More than one element may lead through a link: see `inDirectoryBelow`. */
export type VolumePath = string & { readonly [kind]?: 'name' | 'volume' };

/** Relative to the directory of a version: a path that passed `parseKeyPath`. */
export type KeyPath = string & { readonly [kind]: 'key' };

/** Of what has this name in the directory. */
export function at(directory: string & { readonly [kind]?: 'absolute' }, name: Name): AbsolutePath {
  return `${directory}/${name}` as AbsolutePath;
}
