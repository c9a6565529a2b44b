// Repairing a problem: first what will be touched, by name; then just that.

import * as vscode from 'vscode';
import { showInformation } from '../explain/messages.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import type { Refusal, RepairAction } from '../../volume/repair/repairAction.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { explainProblem } from '../explain/explainProblem.ts';
import { formatMode, formatSize, noIcons, shown } from '../explain/format.ts';
import { explainTrouble, problemWith } from '../tree/troubles.ts';
import { isRepairable } from '../../volume/repair/repairable.ts';
import { pickKnown } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { NothingToDo, notShown, Refused } from '../editing/refused.ts';

/** A modal dialog has room for so many lines. */
const ACTIONS_TOLD = 12;

export function repairCommands({ volumes, publisher, log }: CommandContext): Commands {
  return {
    repair: onRow(['problem'], async ({ dir, trouble }) => {
      const state = volumes.state(dir);
      const problem = state && problemWith(state, trouble);
      if (state === undefined || problem === undefined) {
        throw new NothingToDo(vscode.l10n.t('{0} does not have this problem any more.', dir));
      }
      await repair(state, problem);
    }),

    showProblem: onRow(['problem'], async ({ dir, trouble }) => {
      const state = volumes.state(dir);
      if (state === undefined) throw notShown(dir);
      const { short, long } = explainTrouble(state, trouble);
      const problem = problemWith(state, trouble);
      const mayRepair =
        problem !== undefined && isRepairable(problem) && state.access === 'writable';
      const button = vscode.l10n.t('Repair…');
      const options = { modal: true, detail: `${shown(dir)}\n\n${long}` };
      const answer = await showInformation(short, options, ...(mayRepair ? [button] : []));
      if (answer === button && problem !== undefined) await repair(state, problem);
    }),

    repairFromPalette: async () => {
      const found = await pickProblem();
      if (found !== undefined) await repair(found.state, found.problem);
    },
  };

  async function repair({ dir, origin }: VolumeState, problem: Problem): Promise<void> {
    publisher.check(dir);
    const planned = await volumes.client.request('planRepair', { dir, problem });
    if (planned.state === 'refused') throw new Refused(explain(dir, planned.refusal));
    const question = vscode.l10n.t('{0}. Repair it?', explainProblem(problem, origin).short);
    const detail = [dir, '', ...lines(planned.actions)].join('\n');
    if (!(await confirm(question, detail, vscode.l10n.t('Repair')))) return;
    const repaired = await volumes.client.request('repair', { dir, plan: planned });
    if (repaired.state === 'refused') throw new Refused(explain(dir, repaired.refusal));
    const did = planned.actions.map(({ action, path }) => `${action} ${shown(path)}`);
    log.info(`${dir}: repaired ${problem.kind}: ${did.join(', ')}`);
    const show = vscode.l10n.t('Show in Volumes View');
    const done = vscode.l10n.t('{0} was repaired: {1}.', dir, lines(planned.actions).join('; '));
    if ((await showInformation(done, show)) === show) volumes.pointTo(dir);
  }

  async function pickProblem() {
    const state = await pickKnown(volumes, undefined);
    if (state === undefined) return undefined;
    const { dir, origin, problems } = state;
    if (problems.length === 0) throw new NothingToDo(vscode.l10n.t('{0} has no problems.', dir));
    const items = problems.map((problem) => {
      const { short, long } = explainProblem(problem, origin);
      return { label: noIcons(short), detail: noIcons(long), problem };
    });
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Which problem of {0}?', dir),
    });
    return picked && { state, problem: picked.problem };
  }
}

/** Exactly what will be touched. */
function lines(actions: readonly RepairAction[]): string[] {
  const told = actions.slice(0, ACTIONS_TOLD).map(line);
  const others = actions.length - ACTIONS_TOLD;
  return others > 0 ? [...told, vscode.l10n.t('and {0} more of the same kind', others)] : told;
}

function line(action: RepairAction): string {
  const path = shown(action.path);
  switch (action.action) {
    case 'remove':
      return vscode.l10n.t('Remove the link {0}', path);
    case 'remove-tree':
      return vscode.l10n.t(
        'Remove the directory {0} (files: {1}, {2})',
        path,
        action.files,
        formatSize(action.bytes),
      );
    case 'link':
      return vscode.l10n.t('Make the link {0} → {1}', path, shown(action.target));
    case 'replace-link':
      return vscode.l10n.t(
        'Point the link {0} to {1} instead of {2}',
        path,
        shown(action.target),
        shown(action.replaced),
      );
    case 'swap':
      return action.replaced === undefined
        ? vscode.l10n.t('Make {0} → {1}', path, shown(action.target))
        : vscode.l10n.t(
            'Point {0} to {1} instead of {2}',
            path,
            shown(action.target),
            shown(action.replaced),
          );
    case 'chmod':
      return vscode.l10n.t(
        'Change the mode of {0} from {1} to {2}',
        path,
        formatMode(action.before),
        formatMode(action.mode),
      );
    case 'publish':
      return vscode.l10n.t(
        'Publish what is there now as a new version in place of {0} (keys: {1})',
        shown(action.replaced),
        action.files.length,
      );
  }
}

function explain(dir: string, refusal: Refusal): string {
  const unchanged = vscode.l10n.t('Nothing was changed.');
  switch (refusal.why) {
    case 'explained-only':
      return vscode.l10n.t(
        '{0}: this is not repaired from here; the tooltip of the problem says what would help. {1}',
        dir,
        unchanged,
      );
    case 'user-data':
      return vscode.l10n.t(
        '{0}: {1} may exist nowhere else, so it is for you to move away. {2}',
        dir,
        shown(refusal.path),
        unchanged,
      );
    case 'no-version':
      return vscode.l10n.t(
        '{0}: no directory in it is a whole version that ..data could point to. {1}',
        dir,
        unchanged,
      );
    case 'unread':
      return vscode.l10n.t(
        '{0}: {1} cannot be read and would be lost. {2}',
        dir,
        shown(refusal.key),
        unchanged,
      );
    case 'read-only-file-system':
      return vscode.l10n.t('{0} is mounted read-only. {1}', dir, unchanged);
    case 'no-permission':
      return vscode.l10n.t('{0}: you have no permission to write there. {1}', dir, unchanged);
    case 'busy':
      return vscode.l10n.t('{0} is being updated just now. {1} Try again.', dir, unchanged);
    case 'changed':
      return vscode.l10n.t(
        '{0}: {1} is not what it was a moment ago. Look again, and repair what is left.',
        dir,
        shown(refusal.path),
      );
  }
}
