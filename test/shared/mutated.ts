// A good text with a few pieces cut out and others put in.

import { fc } from './fastCheck.ts';

export function mutated(text: string, inserted: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const mutation = fc.record({
    at: fc.nat(text.length),
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
    insert: fc.oneof(fc.constant(''), inserted),
  });
  return fc.array(mutation, { minLength: 1, maxLength: 4 }).map((mutations) => {
    let mutated = text;
    for (const { at, remove, insert } of mutations) {
      mutated = mutated.slice(0, at) + insert + mutated.slice(at + remove);
    }
    return mutated;
  });
}
