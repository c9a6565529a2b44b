// While a person is being asked, the world goes on. What is done then is what was asked about, or nothing, with a word.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { KeyPath } from '../../../../src/volume/payload.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { expectedVersion } from '../../../../src/vscode/volumes/volumes.ts';
import { fc } from '../../../shared/fastCheck.ts';
import { executed, person } from '../../../shared/vscode.ts';
import { contributes } from '../commands/commanding.ts';
import { type Change, CHANGES, ChangingWorld, DIRS, type Seen } from './changingWorld.ts';

/** Those that publish, stage, give up or remove something. */
const COMMANDS = [
  'addFiles',
  'addKey',
  'applyManifest',
  'changeMode',
  'deleteKey',
  'deleteKeyFromPalette',
  'discard',
  'discardFromPalette',
  'editKey',
  'keepMine',
  'publish',
  'publishAll',
  'publishFromPalette',
  'removeVolume',
  'removeVolumeFromPalette',
  'renameKey',
  'repair',
  'repairFromPalette',
  'rollBack',
  'rollBackFromPalette',
  'showProblem',
  'takeTheirs',
  'tick',
] as const;

interface Given {
  command: (typeof COMMANDS)[number];
  /** Of the rows as they were last drawn; the second is selected with it. */
  rows: readonly number[];
  /** What happens while each question is open, and the answer: which button or row, all but the last as a yes. */
  questions: readonly { meanwhile: readonly Change[]; answer: number }[];
}
type Step = { does: 'draw' } | { does: 'change'; change: Change } | { does: 'give'; given: Given };

const change: fc.Arbitrary<Change> = fc.record({
  does: fc.constantFrom(...CHANGES),
  dir: fc.constantFrom(...DIRS),
  name: fc.constantFrom('a', 'b', 'c'),
});
const given: fc.Arbitrary<Given> = fc.record({
  command: fc.constantFrom(...COMMANDS),
  rows: fc.array(fc.nat(), { minLength: 1, maxLength: 2 }),
  questions: fc.array(
    fc.record({
      meanwhile: fc.array(change, { maxLength: 2 }),
      answer: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: 5 })),
    }),
    { minLength: 6, maxLength: 6 },
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ does: 'draw' as const }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('change' as const), change }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('give' as const), given }) },
);

class Person {
  readonly #world: ChangingWorld;
  #rows: TreeNode[] = [];

  constructor(t: TestContext) {
    this.#world = new ChangingWorld(t);
  }

  async draw(): Promise<void> {
    this.#rows = await this.#world.rows();
  }

  async do(does: Step): Promise<void> {
    if (does.does === 'draw') await this.draw();
    else if (does.does === 'change') await this.#world.change(does.change);
    else await this.#give(does.given);
  }

  async #give({ command, rows: indices, questions }: Given): Promise<void> {
    const world = this.#world;
    const rows = indices.map((index) => this.#rows[index % this.#rows.length]!);
    const seen: Seen[] = [world.look()];
    const texts: string[] = [''];
    let [before] = seen as [Seen];
    let isYes = true;
    let told = 0;
    for (const method of Object.keys(world.effects)) Reflect.deleteProperty(world.effects, method);
    person.reset();
    executed.length = 0;
    person.answers = questions.map(({ meanwhile, answer }) => async () => {
      const question = person.told.at(-1)!;
      if (!isQuestion(question)) return undefined;
      seen.push(world.look());
      texts.push(question.text);
      for (const each of meanwhile) await world.change(each);
      before = world.look();
      told = person.told.length;
      const answered = this.#answer(command, question, answer);
      isYes &&= answered !== undefined;
      return answered;
    });
    await world.window.run(command, rows[0], rows.length > 1 ? rows : undefined);
    const happened = { seen, texts, before, after: world.look(), effects: world.effects };
    const words = JSON.stringify([command, rows, person.told]);
    checkPublished(happened, words);
    checkRolledBack(happened, words);
    for (const dir of DIRS) checkStage(happened, dir, words);
    // A folder's move goes by what is read of it, which is what is staged.
    if (command !== 'renameKey') for (const dir of DIRS) checkBases(happened, dir, words);
    const isStill = DIRS.every((dir) => before.get(dir)!.staged === world.look().get(dir)!.staged);
    const isSilent = executed.length === 1 && person.shown.length === 0;
    if (
      isYes &&
      isStill &&
      isSilent &&
      command !== 'tick' &&
      Object.keys(world.effects).length === 0
    ) {
      assert.ok(person.told.length > told, `nothing was done, without a word: ${words}`);
    }
  }

  #answer(
    command: string,
    { text, buttons }: (typeof person.told)[number],
    answer: number,
  ): string | undefined {
    const files = command === 'addFiles' ? '/files/a\n/files/c' : '/manifest.yaml';
    if (text === 'open dialog') return files;
    if (text === 'Which of its keys?') return buttons.join(',');
    if (text.startsWith('Mode of')) return this.#world.mode();
    if (/Name of the key/.test(text)) return ['c', 'd', 'e', 'f'][answer] ?? 'g/h';
    if (text.startsWith('Value of')) return this.#world.text();
    return buttons[answer];
  }
}

interface Happened {
  /** At the click, and as each question came up, which had these texts. */
  seen: readonly Seen[];
  texts: readonly string[];
  /** When the last question was answered, and when all was done. */
  before: Seen;
  after: Seen;
  effects: ChangingWorld['effects'];
}

/** What was staged at the click, or the unsaved text that a question was about, over what the person knew of. */
function checkPublished({ seen, texts, effects }: Happened, words: string): void {
  for (const { dir, edits } of effects.publish ?? []) {
    for (const { key, content, base } of edits) {
      const text = content?.data && Buffer.from(content.data).toString();
      const isSaved = seen.some(
        (each) => text !== undefined && each.get(dir)!.unsaved[key] === text,
      );
      if (isSaved) continue;
      const meant = seen[0]!.get(dir)!.staged.get(key as KeyPath);
      assert.deepEqual(content?.data, meant?.content?.data, `published ${key} of ${dir}: ${words}`);
      const shown = seen.filter((_, index) => texts[index]!.includes('someone else meanwhile'));
      const known = [meant?.base, ...shown.map((each) => activeIn(each, dir, key))];
      const isKnown = known.some((each) => each?.digest === base?.digest);
      assert.ok(isKnown, `published over what was not shown: ${words}`);
    }
  }
}

/** Over the version that was active when the question with the changes came up. */
function checkRolledBack({ seen, texts, effects }: Happened, words: string): void {
  for (const { dir, expected } of effects.rollBack ?? []) {
    const { state } = seen[texts.findIndex((text) => text.startsWith('Roll '))]!.get(dir)!;
    assert.equal(expected, state === undefined ? '' : expectedVersion(state), words);
  }
}

/** What left the stage is active, or was on it when the last question came up. What is out of the view has none. */
function checkStage({ seen, before, after, effects }: Happened, dir: string, words: string): void {
  const named = seen.at(-1)!.get(dir)!.staged;
  const edits = (effects.publish ?? []).flatMap((each) => (each.dir === dir ? each.edits : []));
  for (const [key, change] of before.get(dir)!.staged) {
    const isKept = holdsSame(after.get(dir)!.staged.get(key), change);
    const isActive = activeIn(after, dir, key)?.digest === change.content?.digest;
    const isPublished = edits.some((edit) => edit.key === key && holdsSame(edit, change));
    const isLost = !isKept && !isActive && !isPublished && !holdsSame(named.get(key), change);
    assert.ok(!isLost, `lost ${key} of ${dir}: ${words}`);
  }
  if (effects.unwatch?.some((each) => each.dir === dir) !== true) return;
  assert.equal(after.get(dir)!.staged.size, 0, `out of sight: ${words}`);
}

/** What is staged anew begins with what the person knew of: then others' changes since are a conflict. */
function checkBases({ seen, before, after }: Happened, dir: string, words: string): void {
  for (const [key, { content, base }] of after.get(dir)!.staged) {
    const was = before.get(dir)!.staged.get(key);
    if (base === null || was?.content === content) continue;
    const known = [was?.base, ...seen.map((each) => activeIn(each, dir, key))];
    const isKnown = known.some((each) => each?.digest === base.digest);
    assert.ok(isKnown, `staged ${key} of ${dir} over what was not shown: ${words}`);
  }
}

type Holding = { content: { data?: Uint8Array } | undefined } | undefined;

function holdsSame(one: Holding, other: Holding): boolean {
  if (one === undefined || other === undefined) return false;
  return (
    (one.content === undefined) === (other.content === undefined) &&
    one.content?.data === other.content?.data
  );
}

function isQuestion({ text, detail, severity }: (typeof person.told)[number]): boolean {
  return severity === undefined || detail !== undefined || text.endsWith('?');
}

function activeIn(seen: Seen, dir: string, key: string) {
  const active = seen.get(dir)!.state?.active;
  return active?.state === 'read' ? active.keys.find((each) => each.key === key) : undefined;
}

/** Staged while the question of that number is open, on the row of a volume. */
function staging(command: Given['command'], open: number): Step {
  const meanwhile = [{ does: 'stage', dir: DIRS[0]!, name: 'a' } as const];
  const questions = [0, 1, 2, 3].map((each) => ({
    meanwhile: each === open ? meanwhile : [],
    answer: 0,
  }));
  return { does: 'give', given: { command, rows: [0], questions } };
}

test('what is done is what was asked about, whatever happens while the question is open', async (t) => {
  const all = new Set(
    contributes.commands.map(({ command }) => command.slice('projectedVolumes.'.length)),
  );
  assert.ok(COMMANDS.every((each) => all.has(each)));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8, size: 'max' }), async (steps) => {
      const one = new Person(t);
      await one.draw();
      for (const each of steps) await one.do(each);
    }),
    {
      numRuns: 150,
      includeErrorInReport: true,
      // What is staged while the question about a manifest is open is in no list of what is lost.
      examples: [
        [[staging('applyManifest', 2)]],
        [[staging('removeVolume', 0)]],
        [[staging('publishFromPalette', 0)]],
      ],
    },
  );
});
