// A person and others change keys of one volume, in any order: nobody's change is lost, and no question is asked in vain.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { FileSystemProvider } from 'vscode';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { KeyFileSystem } from '../../../../src/vscode/documents/keyFileSystem.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { liveUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { fc } from '../../../shared/fastCheck.ts';
import { editor, person, shownFiles, TextDocument } from '../../../shared/vscode.ts';
import { DIR, key, serve, settled, stateOf } from '../window.ts';
import { publishing } from './publishing.ts';

const NAMES = ['a', 'b'] as const;
type Name = (typeof NAMES)[number];

/** A text; null where there is no such key. */
type Text = string | null;

type Step =
  | { does: 'others'; name: Name; text: Text }
  | { does: 'add' | 'type' | 'save' | 'close' | 'delete' | 'discard'; name: Name; text: string }
  | { does: 'publish'; answers: readonly number[] }
  | { does: 'unmount' | 'mount' | 'reload' };

const name = fc.constantFrom(...NAMES);
const text = fc.constantFrom('1', '2', '3');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('others' as const),
      name,
      text: fc.option(text, { nil: null }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      does: fc.constantFrom('add', 'type', 'save', 'save', 'close', 'delete', 'discard' as const),
      name,
      text,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('publish' as const),
      answers: fc.array(fc.nat({ max: 5 }), { maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom('unmount', 'mount', 'reload' as const) }),
  },
);

/** What the person has in mind, told by what they have seen. */
class Person {
  readonly #t: TestContext;
  readonly #disk: Record<string, string> = { a: '1' };
  /** What is to become of each key, and what it was when the person began. */
  readonly #mine = new Map<Name, { text: Text; base: Text }>();
  /** What each editor showed when it was last without unsaved changes, and what was active when that began. */
  readonly #editors = new Map<Name, { document: TextDocument; shown: string; base: Text }>();
  /** What the person compares their own with. */
  readonly #compared = new Map<Name, Text>();
  #window: ReturnType<typeof publishing>;
  #files!: FileSystemProvider;
  #isMounted = true;

  constructor(t: TestContext) {
    this.#t = t;
    this.#window = publishing(t, this.#disk);
    this.#register();
  }

  async do(step: Step): Promise<void> {
    switch (step.does) {
      case 'others':
        this.#others(step.name, step.text);
        break;
      case 'add':
        this.#add(step.name, step.text);
        break;
      case 'type':
        await this.#type(step.name, step.text);
        break;
      case 'save':
        await this.#save(step.name);
        break;
      case 'close':
        this.#close(step.name);
        break;
      case 'delete':
        await this.#delete(step.name);
        break;
      case 'discard':
        this.#discard(step.name);
        break;
      case 'publish':
        await this.#publish(step.answers);
        break;
      case 'unmount':
      case 'mount':
        this.#mount(step.does === 'mount');
        break;
      case 'reload':
        await this.#reload();
    }
    await this.#look();
  }

  /** The window says what is so. */
  async #look(): Promise<void> {
    if (this.#isMounted) {
      for (const [each, { text: wanted }] of this.#mine) {
        if (wanted === this.#onDisk(each)) this.#isActive(each);
      }
    }
    for (const each of this.#compared.keys()) {
      if (!this.#mine.has(each)) this.#compared.delete(each);
    }
    const { staging } = this.#window;
    const staged = [...staging.of(DIR).values()].map((change) => {
      const { content } = change;
      const wanted = content === undefined ? null : Buffer.from(content.data ?? []).toString();
      return [change.key, [wanted, staging.kindOf(DIR, change).isConflict]] as const;
    });
    const expected = [...this.#mine].map(([each, { text: wanted }]) => {
      return [each, [wanted, this.#isMounted && this.#isConflict(each)]] as const;
    });
    assert.deepEqual(new Map(staged), new Map(expected));
    // VS Code reads again what clean editors show.
    for (const [each, { document }] of this.#editors) {
      if (document.isDirty || !this.#isMounted) continue;
      const live = this.#live(each);
      if (live === null) {
        this.#close(each);
        continue;
      }
      const shown = Buffer.from(await this.#files.readFile(liveUri(DIR, each))).toString();
      assert.equal(shown, live);
      editor.reload(document, shown);
      this.#editors.set(each, { document, shown, base: this.#baseOf(each) });
    }
  }

  #others(each: Name, now: Text): void {
    if (now === null) delete this.#disk[each];
    else this.#disk[each] = now;
    if (this.#isMounted) this.#window.replace({ ...this.#disk });
  }

  #add(each: Name, wanted: string): void {
    if (!this.#isMounted || this.#live(each) !== null) return;
    const base = this.#baseOf(each);
    this.#window.staging.stage(DIR, key(each), bytes(Buffer.from(wanted)), null);
    this.#wants(each, wanted, base);
  }

  async #type(each: Name, typed: string): Promise<void> {
    if (!this.#isMounted || this.#live(each) === null) return;
    if (!this.#editors.has(each)) {
      const document = new TextDocument(liveUri(DIR, each));
      document.text = Buffer.from(await this.#files.readFile(liveUri(DIR, each))).toString();
      editor.open(document);
      this.#editors.set(each, { document, shown: document.text, base: this.#baseOf(each) });
    }
    const { document } = this.#editors.get(each)!;
    editor.change(document, { rangeOffset: 0, rangeLength: document.text.length, text: typed });
  }

  async #save(each: Name): Promise<void> {
    const open = this.#editors.get(each);
    if (open?.document.isDirty !== true || !this.#isMounted) return;
    const { document, shown } = open;
    // What it showed is active, whoever made it so.
    const base = this.#onDisk(each) === shown ? shown : open.base;
    await this.#files.writeFile(liveUri(DIR, each), Buffer.from(document.text), {
      create: false,
      overwrite: true,
    });
    editor.save(document);
    this.#editors.set(each, { document, shown: document.text, base });
    this.#wants(each, document.text, base);
  }

  /** Changes of one key are one, that began with the first of them, or with what it was compared with since. */
  #wants(each: Name, wanted: Text, began: Text): void {
    const compared = this.#compared.get(each);
    this.#compared.delete(each);
    const { base } = this.#mine.get(each) ?? { base: began };
    this.#mine.set(each, { text: wanted, base: compared === undefined ? base : compared });
  }

  #close(each: Name): void {
    const open = this.#editors.get(each);
    if (open === undefined) return;
    this.#editors.delete(each);
    editor.close(open.document);
  }

  async #delete(each: Name): Promise<void> {
    if (!this.#isMounted || this.#live(each) === null || this.#isUnsaved(each)) return;
    const base = this.#baseOf(each);
    await this.#files.delete(liveUri(DIR, each), { recursive: false });
    this.#wants(each, null, base);
  }

  #discard(each: Name): void {
    const { staging } = this.#window;
    const change = staging.of(DIR).get(key(each));
    if (change === undefined) return;
    staging.discard(DIR, [change]);
    this.#mine.delete(each);
  }

  async #publish(answers: readonly number[]): Promise<void> {
    if (!this.#isMounted) return;
    const wanted = new Map(this.#mine);
    const before = { ...this.#disk };
    const conflicts = [...wanted.keys()].filter((each) => this.#isConflict(each)).sort();
    const answered = new Set<Name>();
    const taken = new Set<Name>();
    const round = new Map<Name, 'mine' | 'theirs'>();
    const settle = (): void => {
      for (const [each, side] of round) {
        answered.add(each);
        if (side === 'mine') this.#mine.get(each)!.base = this.#onDisk(each);
        else {
          this.#mine.delete(each);
          taken.add(each);
        }
      }
    };
    person.reset();
    person.answers = [...answers].map((index) => () => {
      const { text: question = '', buttons = [] } = person.told.at(-1) ?? {};
      const [, each] = /^(\w) of /.exec(question) as unknown as [string, Name];
      assert.ok(this.#isConflict(each), `${question} It was not.`);
      const button = buttons[index];
      if (button === undefined) return button;
      if (button === 'Compare and Edit') {
        settle();
        this.#compared.set(each, this.#onDisk(each));
        return button;
      }
      const isForRest = button.endsWith('Rest');
      for (const other of conflicts) {
        if (other === each || (isForRest && other > each)) {
          round.set(other, /Mine|Delete It/.test(button) ? 'mine' : 'theirs');
        }
      }
      if (conflicts.every((other) => round.has(other))) settle();
      return button;
    });
    const isPublished = await this.#window.publish();
    if (isPublished) {
      assert.deepEqual([...answered].sort(), conflicts);
      for (const [each, { text: published }] of wanted) {
        if (taken.has(each)) continue;
        if (published === null) delete before[each];
        else before[each] = published;
      }
    }
    assert.deepEqual(this.#disk, before);
    if (!isPublished) return;
    for (const each of wanted.keys()) if (!taken.has(each)) this.#isActive(each);
  }

  /** Mine is active. What is typed now goes on from that. */
  #isActive(each: Name): void {
    const text = this.#mine.get(each)?.text;
    this.#mine.delete(each);
    const open = this.#editors.get(each);
    if (open !== undefined && open.shown === text) this.#editors.set(each, { ...open, base: text });
  }

  #mount(isMounted: boolean): void {
    this.#isMounted = isMounted;
    const active = { state: 'no-target-directory' } as const;
    this.#window.receive(isMounted ? stateOf(this.#disk) : stateOf({}, { active }));
  }

  async #reload(): Promise<void> {
    await settled();
    const open = [...this.#editors].filter(([, { document }]) => document.isDirty);
    this.#window = publishing(this.#t, this.#disk, this.#window.storage);
    this.#isMounted = true;
    this.#compared.clear();
    this.#editors.clear();
    for (const [each, { document, ...seen }] of open) {
      const restored = new TextDocument(liveUri(DIR, each), document.text);
      restored.isDirty = true;
      editor.open(restored);
      this.#editors.set(each, { document: restored, ...seen });
    }
    this.#register();
    await settled();
  }

  #register(): void {
    const { memento } = this.#window.storage;
    const registered = serve(
      new KeyFileSystem({
        ...this.#window,
        reveals: new Reveals(memento),
        memento,
      }),
    );
    this.#t.after(() => registered.dispose());
    this.#files = shownFiles.provider as FileSystemProvider;
  }

  #onDisk(each: Name): Text {
    return this.#disk[each] ?? null;
  }

  #live(each: Name): Text {
    const mine = this.#mine.get(each);
    return mine === undefined ? this.#onDisk(each) : mine.text;
  }

  #baseOf(each: Name): Text {
    const mine = this.#mine.get(each);
    return mine === undefined ? this.#onDisk(each) : mine.base;
  }

  #isUnsaved(each: Name): boolean {
    return this.#editors.get(each)?.document.isDirty === true;
  }

  #isConflict(each: Name): boolean {
    const mine = this.#mine.get(each);
    const now = this.#onDisk(each);
    return mine !== undefined && now !== mine.base && now !== mine.text;
  }
}

test('in any order no edit is lost, no change of others overwritten unseen, and no conflict is one that is none', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
      const one = new Person(t);
      for (const each of steps) await one.do(each);
    }),
    {
      numRuns: 200,
      // What is typed over a save that was discarded began with what that did, also after a reload.
      examples: [
        [
          [
            { does: 'type', name: 'a', text: '2' },
            { does: 'save', name: 'a', text: '' },
            { does: 'type', name: 'a', text: '3' },
            { does: 'discard', name: 'a', text: '' },
            { does: 'reload' },
            { does: 'save', name: 'a', text: '' },
          ],
        ],
        // What others put back over what was published was not seen.
        [
          [
            { does: 'type', name: 'a', text: '2' },
            { does: 'save', name: 'a', text: '' },
            { does: 'type', name: 'a', text: '3' },
            { does: 'publish', answers: [] },
            { does: 'others', name: 'a', text: '1' },
            { does: 'save', name: 'a', text: '' },
          ],
        ],
      ],
    },
  );
});
