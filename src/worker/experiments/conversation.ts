// Talking with a thread of an experiment.

import type { Role, Threads } from './threads.ts';

/** A thread that answers in turn. */
export function conversation<T>(start: Threads['start'], role: Role) {
  const answers: T[] = [];
  let onAnswer = (): void => {};
  const say = start(role, (message) => {
    answers.push(message as T);
    onAnswer();
  });
  const answer = async (): Promise<T> => {
    for (;;) {
      const [first] = answers.splice(0, 1);
      if (first !== undefined) return first;
      await new Promise<void>((resolve) => {
        onAnswer = resolve;
      });
    }
  };
  return { say, answer };
}
