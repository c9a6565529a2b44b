// Answers to the questions of code that a test runs itself: dialogs of the extension are refused in a test host.

import * as vscode from 'vscode';

type Answer = (labels: readonly string[]) => string | undefined;

/** What was asked: the question, its detail, and the buttons or rows that there were. */
interface Asked {
  question: string;
  detail: string;
  labels: string[];
}

/** Until `restore`, questions and quick picks are answered by `answer`, and commands are kept instead of run. */
export function answering(answer: Answer) {
  const asked: Asked[] = [];
  const ran: unknown[][] = [];
  const told: string[] = [];
  const { window, commands } = vscode;
  const before = {
    showQuickPick: window.showQuickPick,
    showWarningMessage: window.showWarningMessage,
    executeCommand: commands.executeCommand,
    setStatusBarMessage: window.setStatusBarMessage,
  };
  const ask = (question: string, detail: string, labels: string[]) => {
    asked.push({ question, detail, labels });
    return answer(labels);
  };
  const fakes = {
    showQuickPick: async (
      items: readonly vscode.QuickPickItem[],
      options: vscode.QuickPickOptions,
    ) => {
      const rows = items.map(({ label, description }) => `${label} ${description ?? ''}`.trim());
      const label = ask(options.title ?? '', options.placeHolder ?? '', rows);
      // Of several rows, their labels with commas between.
      if (options.canPickMany === true) {
        return items.filter((item) => label?.split(',').includes(item.label));
      }
      return items.find((item) => item.label === label);
    },
    showWarningMessage: async (
      question: string,
      options: vscode.MessageOptions | string,
      ...buttons: string[]
    ) =>
      typeof options === 'string'
        ? ask(question, '', [options, ...buttons])
        : ask(question, options.detail ?? '', buttons),
    executeCommand: async (...words: unknown[]) => void ran.push(words),
    setStatusBarMessage: (text: string) => void told.push(text),
  };
  Object.assign(window, {
    showQuickPick: fakes.showQuickPick,
    showWarningMessage: fakes.showWarningMessage,
    setStatusBarMessage: fakes.setStatusBarMessage,
  });
  Object.assign(commands, { executeCommand: fakes.executeCommand });
  const restore = (): void => {
    const { executeCommand, ...others } = before;
    Object.assign(window, others);
    Object.assign(commands, { executeCommand });
  };
  return { asked, ran, told, restore };
}

/** A state that is kept in memory, as VS Code keeps it: as text. */
export function memento(): vscode.Memento {
  const kept = new Map<string, string>();
  const state: Partial<vscode.Memento> = {
    keys: () => [...kept.keys()],
    get: <T>(name: string, fallback?: T) => {
      const text = kept.get(name);
      return text === undefined ? fallback : (JSON.parse(text) as T);
    },
    update: async (name: string, value: unknown) => void kept.set(name, JSON.stringify(value)),
  };
  return state as vscode.Memento;
}
