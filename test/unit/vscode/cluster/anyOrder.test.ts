// A person and others change keys of one object, and a kubelet brings its versions when it likes: nobody's change is
// overwritten unseen, no question is asked in vain, and what is said of an arrival is true.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { person, statusBar } from '../../../shared/vscode.ts';
import { DIR, key, settled } from '../window.ts';
import { clusterWindow } from './fakeCluster.ts';

const NAMES = ['a', 'b'] as const;
type Name = (typeof NAMES)[number];
/** A text; null where there is no such key. */
type Text = string | null;
type Data = Record<string, string>;

/** What happens without the person. */
type Event =
  | { does: 'rival'; name: Name; text: Text }
  | { does: 'kubelet'; brings: number }
  | { does: 'unmount' | 'mount' };

type Step =
  | Event
  | { does: 'edit'; name: Name; text: Text }
  | { does: 'discard'; name: Name }
  | { does: 'publish'; answers: readonly number[]; meanwhile: readonly Event[]; isSure: boolean }
  | { does: 'reload' };

const name = fc.constantFrom(...NAMES);
const text = fc.option(fc.constantFrom('1', '2', '3'), { nil: null });
const rival = fc.record({ does: fc.constant('rival' as const), name, text });
const kubelet = fc.record({
  does: fc.constant('kubelet' as const),
  brings: fc.integer({ min: 1, max: 3 }),
});
const mount = fc.record({ does: fc.constantFrom('unmount', 'mount' as const) });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: rival },
  { weight: 4, arbitrary: kubelet },
  { weight: 1, arbitrary: mount },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: event },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('edit' as const), name, text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('discard' as const), name }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('publish' as const),
      answers: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
      meanwhile: fc.array(event, { maxLength: 2 }),
      isSure: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reload' as const) }) },
);

/** What the person wants of a key, what they knew the object to hold, and what was mounted when they began. */
interface Wish {
  text: Text;
  base: Text;
  began: Text;
}

function edit(each: Name, wanted: Text): Step {
  return { does: 'edit', name: each, text: wanted };
}

/** Mine are kept. */
function publish(...meanwhile: Event[]): Step {
  return { does: 'publish', answers: [], meanwhile, isSure: true };
}

/** The object, the mount, and a person who edits its keys and publishes them, with what they want and know. */
class World {
  readonly #t: TestContext;
  /** All that the object ever held; the kubelet brings one after the other, or leaves some out. */
  readonly #history: Data[] = [{ a: '1' }];
  #mounted = 0;
  #isMounted = true;
  readonly #wishes = new Map<Name, Wish>();
  /** Keys on their way: what was published, and what the mount may hold until it comes. */
  readonly #published = new Map<Name, { text: Text; known: Text; before: Text[] }>();
  readonly #compared = new Map<Name, Text>();
  #window: ReturnType<typeof clusterWindow>;

  constructor(t: TestContext) {
    this.#t = t;
    this.#window = clusterWindow(t, this.#now);
  }

  get #now(): Data {
    return this.#history.at(-1)!;
  }

  async do(step: Step): Promise<void> {
    person.reset();
    switch (step.does) {
      case 'edit':
        this.#edit(step.name, step.text);
        break;
      case 'discard':
        this.#discard(step.name);
        break;
      case 'publish':
        await this.#publish(step);
        break;
      case 'reload':
        await this.#reload();
        break;
      case 'rival':
      case 'kubelet':
      case 'unmount':
      case 'mount':
        this.#happen(step);
    }
    this.#look();
  }

  close(): void {
    for (const each of this.#window.subscriptions) each.dispose();
    this.#window.subscriptions.length = 0;
  }

  #happen(event: Event): void {
    switch (event.does) {
      case 'rival': {
        const next = { ...this.#now };
        if (event.text === null) delete next[event.name];
        else next[event.name] = event.text;
        this.#put(next);
        break;
      }
      case 'kubelet':
        if (!this.#isMounted) return;
        this.#mounted = Math.min(this.#mounted + event.brings, this.#history.length - 1);
        this.#show();
        break;
      case 'unmount':
      case 'mount':
        this.#isMounted = event.does === 'mount';
        this.#show();
    }
  }

  #put(data: Data): void {
    this.#history.push(data);
    this.#window.put('ConfigMap', 'my-config', data);
  }

  /** The mount as it is now; what is there already is wanted no longer, and what was published may have arrived. */
  #show(): void {
    if (this.#isMounted) this.#window.mount(this.#here);
    else this.#window.mount({}, { active: { state: 'no-target-directory' } });
    if (!this.#isMounted) return;
    for (const [each, wish] of this.#wishes) if (wish.text === this.#at(each)) this.#drop(each);
    this.#arrive();
  }

  #arrive(): void {
    const told = person.told.splice(0).map(({ text: each }) => each);
    const keys = [...this.#published];
    const isHere = keys.every(([each, { text: wanted }]) => this.#at(each) === wanted);
    const isOvertaken = told.some((each) => each.includes('it was changed there as well'));
    const isStrange = keys.some(
      ([each, { text: wanted, before }]) => ![wanted, ...before].includes(this.#at(each)),
    );
    if (keys.length > 0) assert.equal(isOvertaken, isStrange);
    if (keys.length > 0) {
      const isWaiting = this.#window.notes.of(DIR).onItsWay !== undefined;
      assert.equal(isWaiting, !isHere && !isOvertaken, isHere ? 'arrived' : 'not here yet');
      if (isHere) assert.match(statusBar.get('arrival')?.text ?? '', /^\$\(check\) Published/);
    }
    if (!isHere && !isOvertaken) return;
    for (const [each, { text: wanted }] of keys) {
      const wish = this.#wishes.get(each);
      if (isHere && wish !== undefined) wish.began = wanted;
    }
    this.#published.clear();
  }

  #edit(each: Name, wanted: Text): void {
    if (!this.#isMounted) return;
    const known = this.#wishes.get(each);
    const here = this.#at(each);
    const { began, base } = known ?? { began: here, base: this.#baseOf(each, here) };
    this.#window.stage(each, wanted ?? undefined);
    const compared = this.#compared.get(each);
    const isAnswer = compared !== undefined && !(known?.text === null && wanted === null);
    if (isAnswer) this.#compared.delete(each);
    this.#wishes.set(each, { text: wanted, base: isAnswer ? compared : base, began });
    const isNothing = known?.began === null && this.#at(each) === null && wanted === null;
    if (wanted === this.#at(each) || isNothing) this.#drop(each);
  }

  #drop(each: Name): void {
    this.#wishes.delete(each);
    this.#compared.delete(each);
  }

  #discard(each: Name): void {
    const change = this.#window.staging.of(DIR).get(key(each));
    if (change === undefined) return;
    this.#window.staging.discard(DIR, [change]);
    this.#drop(each);
  }

  async #publish({ answers, meanwhile, isSure }: Step & { does: 'publish' }): Promise<void> {
    if (this.#wishes.size === 0) return;
    if (!this.#isMounted) {
      await assert.rejects(this.#window.run('publishToCluster'));
      return;
    }
    const left = [...meanwhile];
    const mounted = [this.#here];
    /** What the question named: it is changed even if the mount holds it meanwhile. */
    let agreed = new Map<Name, Wish>();
    const taken = new Set<Name>();
    let asked = new Map<Name, 'mine' | 'theirs'>();
    /** What the object held when the question named what is changed in it. */
    const seen = new Map<Name, Text>();
    const settle = (): void => {
      for (const [each, side] of asked) {
        if (side === 'mine') {
          this.#wishes.get(each)!.base = this.#value(each);
          this.#know(each);
          seen.delete(each);
        } else {
          this.#drop(each);
          taken.add(each);
        }
      }
      asked = new Map();
    };
    const answer = (): string | undefined => {
      const { text: question = '', buttons = [] } = person.told.at(-1) ?? {};
      if (question.startsWith('Publish to')) {
        assert.deepEqual(this.#conflicts(seen), [], question);
        for (const each of this.#wishes.keys()) seen.set(each, this.#value(each));
        agreed = new Map(this.#wishes);
        mounted.push(this.#here);
        const happening = left.shift();
        if (happening !== undefined) this.#happen(happening);
        mounted.push(this.#here);
        return isSure ? 'Publish to the Cluster' : undefined;
      }
      const each = question.charAt(0) as Name;
      const conflicts = this.#conflicts(seen);
      assert.ok(conflicts.includes(each), `${question} It was not.`);
      const index = turn++;
      const button = buttons[answers[index] ?? 0];
      if (button === undefined) return undefined;
      if (button === 'Compare and Edit') {
        settle();
        this.#know(each);
        this.#compared.set(each, this.#value(each));
        return button;
      }
      const isForRest = button.endsWith('Rest');
      const side = /Mine|Delete It/.test(button) ? 'mine' : 'theirs';
      const rest = conflicts.filter((other) => !asked.has(other));
      for (const other of rest) if (other === each || isForRest) asked.set(other, side);
      if (conflicts.every((other) => asked.has(other))) settle();
      return button;
    };
    let turn = 0;
    person.answers = Array.from({ length: 12 }, () => answer);
    await this.#window.run('publishToCluster');
    const now = this.#window.dataOf();
    const changed = NAMES.filter((each) => (now[each] ?? null) !== this.#value(each));
    for (const each of changed) {
      const wish = agreed.get(each);
      assert.deepEqual([each, now[each] ?? null], [each, wish?.text]);
      assert.equal(this.#value(each), seen.get(each), `${each} was overwritten unseen`);
    }
    if (changed.length === 0) return;
    const over = this.#now;
    this.#history.push(now);
    for (const each of changed) {
      const wish = agreed.get(each)!;
      wish.base = wish.text;
      this.#compared.delete(each);
      const { before = [], text: earlier } = this.#published.get(each) ?? {};
      const possible = [...mounted, over].map((data) => data[each] ?? null);
      this.#published.set(each, {
        text: wish.text,
        known: wish.text,
        before: [...before, ...(earlier === undefined ? [] : [earlier]), ...possible],
      });
    }
    if (this.#isMounted) this.#arrive();
  }

  /** Keys that someone changed in the object since the person knew it. */
  #conflicts(seen: ReadonlyMap<Name, Text>): Name[] {
    return [...this.#wishes]
      .filter(([each, { base, text: wanted }]) => {
        const known = seen.has(each) ? seen.get(each) : base;
        return ![known, wanted].includes(this.#value(each));
      })
      .map(([each]) => each);
  }

  async #reload(): Promise<void> {
    await settled();
    this.close();
    const { storage } = this.#window;
    this.#window = clusterWindow(this.#t, this.#here, { storage });
    this.#isMounted = true;
    this.#window.put('ConfigMap', 'my-config', this.#now);
    await settled();
    this.#compared.clear();
    for (const [each, { text: published }] of this.#published) {
      if (this.#wishes.get(each)?.text !== published) this.#published.delete(each);
      else {
        const before = [this.#at(each)];
        this.#published.set(each, { text: published, known: published, before });
      }
    }
    for (const [each, wish] of this.#wishes) {
      if (wish.text === this.#at(each)) this.#drop(each);
      wish.base = this.#baseOf(each, wish.began);
    }
  }

  #look(): void {
    const staged = [...this.#window.staging.of(DIR).values()].map(({ key: each, content }) => {
      return [each, content === undefined ? null : Buffer.from(content.data ?? []).toString()];
    });
    const wanted = [...this.#wishes].map(([each, wish]) => [each, wish.text]);
    assert.deepEqual(new Map(staged as [string, Text][]), new Map(wanted as [string, Text][]));
  }

  #know(each: Name): void {
    const published = this.#published.get(each);
    if (published !== undefined) published.known = this.#wishes.get(each)!.base;
  }

  /** Of a key on its way the person knows what was published, or what they saw in the object since. */
  #baseOf(each: Name, began: Text): Text {
    const published = this.#published.get(each);
    return published === undefined ? began : published.known;
  }

  /** In the object. */
  #value(each: Name): Text {
    return this.#now[each] ?? null;
  }

  get #here(): Data {
    return this.#history[this.#mounted]!;
  }

  /** In the mount. */
  #at(each: Name): Text {
    return this.#here[each] ?? null;
  }
}

test('in any order no change of others is overwritten unseen, no question is vain, and an arrival is told truly', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20, size: 'max' }), async (steps) => {
      const world = new World(t);
      try {
        for (const each of steps) await world.do(each);
      } finally {
        world.close();
      }
    }),
    {
      numRuns: 200,
      examples: [
        // What others put back over what was published was not seen.
        [[edit('a', '2'), publish(), { does: 'rival', name: 'a', text: '1' }, publish()]],
        // A kubelet that is behind brings what was overwritten.
        [
          [
            edit('a', '2'),
            { does: 'rival', name: 'a', text: '3' },
            publish(),
            { does: 'kubelet', brings: 1 },
            { does: 'kubelet', brings: 1 },
          ],
        ],
        // While the question was open the mount went away, and it comes back as it was.
        [
          [
            edit('b', '2'),
            { does: 'rival', name: 'a', text: '3' },
            { does: 'rival', name: 'b', text: '1' },
            { does: 'kubelet', brings: 2 },
            { does: 'rival', name: 'b', text: '3' },
            publish({ does: 'unmount' }),
            { does: 'mount' },
          ],
        ],
      ],
    },
  );
});
