// A key that was saved as a plain file: what is said of it, and what "Publish Properly" leads to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VolumeError } from '../../../../src/volume/index.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { registerSavedInPlace } from '../../../../src/vscode/attention/savedInPlace.ts';
import { editor, executed, person, TextDocument } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { DIR, key, openWindow, settled, stateOf } from '../window.ts';

const CHANGED: Problem = {
  kind: 'changed-in-place',
  version: '..v1',
  changes: [{ key: key('a'), change: 'written-later' }],
};

function saving(t: Parameters<typeof openWindow>[0]) {
  const window = openWindow(t);
  const registered = registerSavedInPlace(window.volumes);
  t.after(() => registered.dispose());
  window.volumes.watch(DIR);
  window.receive(stateOf({ a: '1' }));
  person.answers = ['Publish Properly'];
  const save = async () => {
    editor.save(new TextDocument(Uri.file(`${DIR}/..data/a`)));
    await settled();
  };
  return { ...window, save };
}

test('Publish Properly looks again and leads to the repair of what was changed in place', async (t) => {
  const { save, answers, receive } = saving(t);
  answers.refresh = () => receive(stateOf({ a: '2' }, { problems: [CHANGED] }));
  await save();
  assert.match(person.told[0]?.text ?? '', /^a of \/etc\/config was saved in place/);
  assert.deepEqual(executed.at(-1), [
    'projectedVolumes.repair',
    { kind: 'problem', dir: DIR, trouble: 'changed-in-place ' },
  ]);
});

test('where the volume cannot be looked at again, that is said', async (t) => {
  const { save, answers } = saving(t);
  answers.refresh = () => {
    throw new VolumeError({ code: 'no-answer' });
  };
  await save();
  assert.match(person.told.at(-1)?.text ?? '', /\/etc\/config does not answer/);
});
