// What is wrong with single keys, in VS Code's Problems panel: each entry leads to something that opens, and to its repair.

import * as vscode from 'vscode';
import { activeByKey } from '../editing/keyView.ts';
import type { Staging } from '../editing/staging.ts';
import { onNewDay } from '../explain/newDay.ts';
import { type PathProblem, problemsByPath } from '../explain/explainPathProblems.ts';
import { troubleIds } from '../tree/troubles.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { liveUri, pathOf, problemUri, SCHEME } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';

const SOURCE = 'Projected Volumes';

export function registerProblemsPanel(volumes: Volumes, staging: Staging): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const reported = new Map<string, vscode.Uri[]>();
  const clear = (dir: string): void => {
    for (const uri of reported.get(dir) ?? []) collection.delete(uri);
    reported.delete(dir);
  };
  const report = (state: VolumeState): void => {
    const { dir } = state;
    clear(dir);
    const found = problemsByPath(state);
    if (found.size === 0) return;
    const keys = activeByKey(state);
    const uris: vscode.Uri[] = [];
    for (const [path, problems] of found) {
      const opens = keys.has(path) && !staging.isSecret(dir, path);
      const uri = opens ? liveUri(dir, path) : problemUri(dir, path);
      collection.set(uri, problems.map(diagnostic));
      uris.push(uri);
    }
    reported.set(dir, uris);
  };
  return vscode.Disposable.from(
    collection,
    volumes.onDidChange(({ after }) => report(after)),
    onNewDay(() => volumes.dirs.flatMap((dir) => volumes.state(dir) ?? []).forEach(report)),
    volumes.onDidChangeList(() => {
      for (const dir of reported.keys()) if (!volumes.has(dir)) clear(dir);
    }),
    vscode.languages.registerCodeActionsProvider(
      { scheme: SCHEME },
      {
        provideCodeActions: ({ uri }, _range, { diagnostics }) =>
          repairs(volumes, uri, diagnostics),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

function diagnostic({ short, long }: PathProblem): vscode.Diagnostic {
  const range = new vscode.Range(0, 0, 0, 0);
  const { Warning } = vscode.DiagnosticSeverity;
  const made = new vscode.Diagnostic(range, `${short}. ${long}`, Warning);
  made.source = SOURCE;
  return made;
}

/** Repair first lists what it will touch, so nothing is done by a click on the light bulb alone. */
function repairs(
  volumes: Volumes,
  uri: vscode.Uri,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const found = volumes.find(pathOf(uri));
  const state = found && volumes.state(found.dir);
  if (state?.access !== 'writable') return [];
  const { dir } = state;
  return (problemsByPath(state).get(found?.key ?? '') ?? []).flatMap((problem) => {
    const { repairable } = problem;
    if (repairable === undefined) return [];
    const trouble = troubleIds(state)[state.problems.indexOf(repairable)];
    const title = vscode.l10n.t('Repair: {0}…', problem.short);
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    const { message } = diagnostic(problem);
    action.diagnostics = diagnostics.filter((each) => each.message === message);
    action.command = {
      command: 'projectedVolumes.repair',
      title,
      arguments: [{ kind: 'problem', dir, trouble }],
    };
    return [action];
  });
}
