// The source that one steps through: the steps of an update, numbered, with what each does in this volume.

import * as vscode from 'vscode';
import type { UpdateStep, WriterId } from '../../volume/updates/update.ts';
import { shown } from '../explain/format.ts';
import { explainAct, explainWriter } from '../explain/explainSteps.ts';
import { explainStep, writerName } from '../explain/explainUpdate.ts';

/** A step may write a thousand files. */
const MOST_LINES = 30;

export class UpdateText {
  readonly #lines: string[];
  /** Of each step, and of the end; from 1. */
  readonly #stepLines: number[] = [];

  constructor(
    { volume, writer }: { volume: string; writer: WriterId },
    steps: readonly UpdateStep[],
    timestampDir?: string,
  ) {
    this.#lines = [
      vscode.l10n.t('How {0} updates {1}', writerName(writer), shown(volume)),
      explainWriter(writer),
      '',
    ];
    for (const [index, step] of steps.entries()) {
      this.#add(index, explainStep(step.id), actLines(step, timestampDir));
    }
    this.#add(steps.length, vscode.l10n.t('the update is over'), []);
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** Of the step that is next when so many are done. */
  lineOf(done: number): number {
    return this.#stepLines[done] ?? this.#lines.length;
  }

  /** Of the step that the line is in, where a breakpoint there holds. */
  breakpointAt(line: number): number {
    return this.#stepLines.findLast((start) => start <= line) ?? this.lineOf(0);
  }

  #add(index: number, title: string, below: readonly string[]): void {
    this.#stepLines.push(this.#lines.length + 1);
    this.#lines.push(`${String(index + 1).padStart(2)}  ${title}`);
    this.#lines.push(...below.map((line) => `      ${line}`));
  }
}

function actLines(step: UpdateStep, timestampDir: string | undefined): string[] {
  const lines = step.does.flatMap((act) => explainAct(act, timestampDir));
  if (lines.length <= MOST_LINES) return lines;
  const more = vscode.l10n.t('… and {0} more', lines.length - MOST_LINES);
  return [...lines.slice(0, MOST_LINES), more];
}
