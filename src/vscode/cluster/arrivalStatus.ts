// What is on its way from the cluster, in the status bar: how long already, and how long it took.

import * as vscode from 'vscode';
import { volumeName } from '../explain/format.ts';
import { setStatus } from '../explain/statusText.ts';

const TICK_MS = 1_000;
/** Long enough to see it, and to go back. */
const CONFIRMATION_MS = 30_000;

/** The volume, and since when; the time is monotonic. */
interface OnItsWay {
  dir: string;
  begun: number;
}

export class ArrivalStatus implements vscode.Disposable {
  readonly #onItsWay: () => readonly OnItsWay[];
  readonly #item: vscode.StatusBarItem;
  #ticking: NodeJS.Timeout | undefined;
  /** The arrival that is told, and with it the way back. */
  #confirmed: { dir: string; until: NodeJS.Timeout } | undefined;

  constructor(onItsWay: () => readonly OnItsWay[]) {
    this.#onItsWay = onItsWay;
    this.#item = vscode.window.createStatusBarItem('arrival', vscode.StatusBarAlignment.Left, 0);
    this.#item.name = vscode.l10n.t('Projected Volumes: on its way from the cluster');
  }

  dispose(): void {
    clearInterval(this.#ticking);
    this.#forgetConfirmation();
    this.#item.dispose();
  }

  /** To be called when something has set out. */
  begin(): void {
    this.#forgetConfirmation();
    this.#ticking ??= setInterval(() => this.#show(), TICK_MS);
    this.#show();
  }

  /** To be called when something has arrived, or is waited for no longer. */
  end(): void {
    if (this.#onItsWay().length > 0) return;
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    if (this.#confirmed === undefined) this.#item.hide();
  }

  /** To be called when volumes were removed from the view: they are not to be rolled back from here either. */
  forget(isGone: (dir: string) => boolean): void {
    if (this.#confirmed !== undefined && isGone(this.#confirmed.dir)) this.#endConfirmation();
  }

  /** @param previous id of the version to go back to */
  confirm(dir: string, what: string, seconds: string, previous: string | undefined): void {
    const text = vscode.l10n.t('Published {0}: here after {1} s', what, seconds);
    const canGoBack = previous !== undefined;
    this.#item.command = canGoBack
      ? {
          command: 'projectedVolumes.rollBackInCluster',
          title: vscode.l10n.t('Roll Back'),
          arguments: [{ kind: 'version', dir, version: previous }],
        }
      : undefined;
    const words = canGoBack ? vscode.l10n.t('{0} · Roll Back', text) : text;
    setStatus(this.#item, 'check', words, dir);
    this.#forgetConfirmation();
    this.#confirmed = { dir, until: setTimeout(() => this.#endConfirmation(), CONFIRMATION_MS) };
  }

  #endConfirmation(): void {
    this.#forgetConfirmation();
    if (this.#onItsWay().length === 0) this.#item.hide();
    else this.#show();
  }

  #forgetConfirmation(): void {
    clearTimeout(this.#confirmed?.until);
    this.#confirmed = undefined;
  }

  #show(): void {
    const [first, ...others] = this.#onItsWay();
    if (first === undefined || this.#confirmed !== undefined) return;
    const seconds = Math.round((performance.now() - first.begun) / 1_000);
    const text = vscode.l10n.t(
      '{0}: in the cluster, not here yet · {1} s',
      volumeName(first.dir),
      seconds,
    );
    const more = others.length === 0 ? '' : ` (+${others.length})`;
    const tooltip = vscode.l10n.t(
      'The kubelet syncs a pod every minute or two. Hurry the Kubelet has it do so now.',
    );
    this.#item.command = hurry(first.dir);
    setStatus(this.#item, 'sync~spin', `${text}${more}`, tooltip);
  }
}

export function hurry(dir: string): vscode.Command {
  return {
    command: 'projectedVolumes.hurryKubelet',
    title: vscode.l10n.t('Hurry the Kubelet…'),
    arguments: [{ kind: 'volume', dir }],
  };
}
