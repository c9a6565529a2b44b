// A task of the person's own after each publish, such as one that makes a program read its configuration again. It runs
// programs, so a workspace must be trusted, and its settings count only then (`restrictedConfigurations`).

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { Publisher } from '../editing/publisher.ts';
import { shown } from '../explain/format.ts';
import { taskAfterPublish } from '../volumes/settings.ts';

export function registerTaskAfterPublish(
  publisher: Publisher,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let running: vscode.TaskExecution | 'starting' | undefined;
  /** Something was published since the task was started: it runs once more, not beside itself. */
  let isDue = false;

  const run = async (): Promise<void> => {
    const name = taskAfterPublish();
    if (name === '' || !vscode.workspace.isTrusted) return;
    if (running !== undefined) {
      isDue = true;
      return;
    }
    running = 'starting';
    isDue = false;
    try {
      const task = await findTask(name);
      running = task && (await vscode.tasks.executeTask(task));
      if (running === undefined) tellNotFound(name);
    } catch (error) {
      running = undefined;
      log.error(`The task ${name} did not start.`, String(error));
      void showWarning(
        vscode.l10n.t(
          'What was published is active, but the task {0} did not start: {1}',
          shown(name),
          error instanceof Error ? error.message : String(error),
        ),
      );
    }
  };

  return vscode.Disposable.from(
    publisher.onDidPublish(({ published }) => {
      if (published.changed) void run();
    }),
    vscode.tasks.onDidEndTask(({ execution }) => {
      if (execution !== running) return;
      running = undefined;
      if (isDue) void run();
    }),
  );
}

/** As tasks.json names it, or as VS Code lists it: `npm: build`. */
async function findTask(name: string): Promise<vscode.Task | undefined> {
  const tasks = await vscode.tasks.fetchTasks();
  return (
    tasks.find((task) => task.name === name) ??
    tasks.find((task) => `${task.source}: ${task.name}` === name)
  );
}

function tellNotFound(name: string): void {
  void showWarning(
    vscode.l10n.t(
      'What was published is active, but there is no task {0}. The setting projectedVolumes.taskAfterPublish names it; tasks are in .vscode/tasks.json.',
      shown(name),
    ),
  );
}
