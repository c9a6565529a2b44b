// What is wrong with single keys, in VS Code's Problems panel, where it leads to the key.

import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../volume/problems/problem.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { explainProblem } from '../explain/explainProblem.ts';
import { liveUri } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';

const SOURCE = 'Projected Volumes';

export function registerProblemsPanel(volumes: Volumes): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const reported = new Map<string, vscode.Uri[]>();
  const clear = (dir: string): void => {
    for (const uri of reported.get(dir) ?? []) collection.delete(uri);
    reported.delete(dir);
  };
  return vscode.Disposable.from(
    collection,
    volumes.onDidChange(({ dir, after }) => {
      clear(dir);
      const diagnostics = diagnosticsOf(after);
      for (const [key, found] of diagnostics) collection.set(liveUri(dir, key), found);
      reported.set(
        dir,
        [...diagnostics.keys()].map((key) => liveUri(dir, key)),
      );
    }),
    volumes.onDidChangeList(() => {
      for (const dir of reported.keys()) if (!volumes.dirs.includes(dir)) clear(dir);
    }),
  );
}

function diagnosticsOf({
  dir,
  origin,
  problems,
  warnings,
}: VolumeState): Map<string, vscode.Diagnostic[]> {
  const found = new Map<string, vscode.Diagnostic[]>();
  const add = (key: string, message: string): void => {
    const range = new vscode.Range(0, 0, 0, 0);
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
    diagnostic.source = SOURCE;
    found.set(key, [...(found.get(key) ?? []), diagnostic]);
  };
  for (const problem of problems) {
    for (const key of keysOf(problem, dir)) add(key, sentence(explainProblem(problem, origin)));
  }
  for (const warning of warnings) add(warning.key, sentence(explainCredentialWarning(warning)));
  return found;
}

function sentence({ short, long }: { short: string; long: string }): string {
  return `${short}. ${long}`;
}

/** The files that a problem is about; none for one of the volume as a whole. */
function keysOf(problem: Problem, dir: string): string[] {
  switch (problem.kind) {
    case 'unread-key':
    case 'unreadable-key':
      return [problem.key];
    case 'still-read':
      return [...problem.keys];
    case 'changed-in-place':
      return problem.changes.map(({ key }) => key);
    case 'missing-link':
    case 'in-the-way':
    case 'foreign-link':
    case 'link-detour':
      return [problem.name];
    case 'closed-directory':
    case 'world-writable':
    case 'world-readable':
      return problem.path === '' ? [] : [problem.path];
    case 'sub-path':
    case 'stale-sub-path':
      return problem.path === dir ? [] : [relative(dir, problem.path)];
    case 'stale-new-data-dir':
    case 'sub-path-folder':
    case 'links-followed':
    case 'orphan':
    case 'dangling-link':
    case 'data-link-missing':
    case 'data-link-dangles':
    case 'data-link-outside':
    case 'version-not-a-directory':
    case 'data-link-detour':
    case 'data-not-a-link':
    case 'not-a-directory':
    case 'unreadable':
    case 'too-large':
    case 'emptied':
    case 'replaced':
    case 'more-problems':
      return [];
  }
}
