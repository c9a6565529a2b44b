// A reporter of node:test: prints as `spec` does, and notes every outcome in the file NODE_TEST_NOTES.
import { appendFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';

/** @typedef {import('node:test/reporters').TestEvent} TestEvent */

/** @param {AsyncIterable<TestEvent>} events */
export default async function* report(events) {
  yield* Readable.from(noted(events)).compose(new spec());
}

/** @param {AsyncIterable<TestEvent>} events */
async function* noted(events) {
  for await (const event of events) {
    const outcome = outcomeOf(event);
    if (outcome !== undefined) note(outcome);
    // Totals of one file; those of the whole run are printed at its end.
    if (event.type !== 'test:diagnostic') yield event;
  }
  note('finished');
}

/** @param {TestEvent} event */
function outcomeOf(event) {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return undefined;
  const { details, skip, todo } = event.data;
  if (details.type === 'suite' || skip !== undefined || todo !== undefined) return undefined;
  return event.type === 'test:pass' ? 'passed' : 'failed';
}

/** @param {'passed' | 'failed' | 'finished'} outcome */
function note(outcome) {
  // Synchronously: a test may end this process at any moment.
  appendFileSync(`${process.env['NODE_TEST_NOTES']}`, `${outcome}\n`);
}
