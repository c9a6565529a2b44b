// The walkthrough: what its buttons and its steps name is there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Step {
  description: string;
  media: { svg: string };
  completionEvents: string[];
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: {
    commands: { command: string }[];
    views: Record<string, { id: string }[]>;
    walkthroughs: { steps: Step[] }[];
  };
};
const steps = contributes.walkthroughs.flatMap((each) => each.steps);
const commands = contributes.commands.map(({ command }) => command);
const views = Object.values(contributes.views).flatMap((each) => each.map(({ id }) => id));

test('every step has its picture, and is completed by something that there is', () => {
  assert.equal(steps.length, 6);
  for (const { media, completionEvents } of steps) {
    assert.ok(existsSync(media.svg), media.svg);
    assert.ok(completionEvents.length > 0);
    for (const event of completionEvents) {
      const [kind, name = ''] = event.split(':');
      assert.ok((kind === 'onView' ? views : commands).includes(name), event);
    }
  }
});

for (const language of ['', '.de', '.zh-cn']) {
  test(`every button runs a command that there is${language === '' ? '' : ` (${language})`}`, () => {
    const titles = JSON.parse(readFileSync(`package.nls${language}.json`, 'utf8')) as Record<
      string,
      string
    >;
    for (const { description } of steps) {
      const text = titles[description.replaceAll('%', '')] ?? '';
      const named = [...text.matchAll(/\]\(command:([\w.]+)\)/g)].map(
        ([, command = '']) => command,
      );
      assert.ok(named.length > 0, description);
      assert.doesNotMatch(text, /`/, 'VS Code shows it as it is');
      for (const command of named) assert.ok(commands.includes(command), command);
    }
  });
}
