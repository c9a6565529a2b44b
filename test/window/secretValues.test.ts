// A Secret's manifest, edited decoded and saved back into the same file.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { demo } from './demo.ts';
import { openWorkbench } from './openWorkbench.ts';

test('the values of a Secret are edited decoded, and the manifest keeps all else', async (t) => {
  const workspace = demo();
  const file = join(workspace.folder, 'secret.yaml');
  const manifest = (password: string) => `# of the database
kind: Secret
apiVersion: v1
metadata: { name: db }
data:
  password: ${password} # rotate
`;
  writeFileSync(file, manifest('aHVudGVyMg=='));
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.palette('Go to File...');
  await workbench.inputBox().fill('secret.yaml');
  await workbench.quickPick('secret.yaml');
  await workbench.editorShows('kind: Secret');
  await workbench.palette('Projected Volumes: Edit a Secret’s Values, Decoded…');
  await workbench.quickPick('secret.yaml');
  await workbench.modal('Show the values of db').button('Show Values').click();
  await workbench.editorShows('password: hunter2');
  await workbench.typeInEditor('password: correct horse', { replace: true });
  await workbench.save();
  await workbench.fileHolds(file, manifest('Y29ycmVjdCBob3JzZQ=='));
  await workbench.tab('db.yaml').waitFor();
});
