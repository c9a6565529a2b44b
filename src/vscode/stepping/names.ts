// Names that package.json has as well.

export const DEBUG_TYPE = 'projected-volume';

/** Of the texts that one steps through, and the language that they are in. */
export const SCHEME = 'projected-volume-update';
export const LANGUAGE = 'projected-volume-update';
