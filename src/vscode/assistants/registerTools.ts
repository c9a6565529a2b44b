// The tools of package.json's `languageModelTools`. Only what asks the person is here; the answers load with the first call.

import * as vscode from 'vscode';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';

interface DescribeInput {
  volume: string;
  keys?: string[];
}

export function registerTools(volumes: () => Promise<Volumes>): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('projectedVolumes_list', {
      prepareInvocation: () => ({
        invocationMessage: vscode.l10n.t('Listing the projected volumes'),
        confirmationMessages: {
          title: vscode.l10n.t('List Projected Volumes'),
          message: text(
            vscode.l10n.t(
              'The assistant gets the paths, kinds and versions of the volumes of this window, and what is wrong with them. It gets no value.',
            ),
          ),
        },
      }),
      invoke: async () => {
        const given = await volumes();
        return (await import('./index.ts')).answerList(given);
      },
    }),
    vscode.lm.registerTool<DescribeInput>('projectedVolumes_describe', {
      prepareInvocation: ({ input }) => ({
        invocationMessage: text(vscode.l10n.t('Describing {0}', nameOf(input))),
        confirmationMessages: {
          title: vscode.l10n.t('Describe a Projected Volume'),
          message: text(
            vscode.l10n.t(
              'The assistant gets the keys of {0} with sizes, modes, links, versions, problems, the dates of credentials, and digests of what is neither secret nor short. It gets no value.',
              nameOf(input),
            ),
          ),
        },
      }),
      invoke: async ({ input }) => {
        const given = await volumes();
        return (await import('./index.ts')).answerDescribe(given, input);
      },
    }),
  );
}

/** What the model wrote is no Markdown. */
function text(plain: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendText(plain);
}

const NAME_LENGTH = 200;

function nameOf({ volume }: DescribeInput): string {
  return shown(volume).slice(0, NAME_LENGTH);
}
