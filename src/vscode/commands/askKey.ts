// Questions about a key: its name, what it is to hold, its mode. Whatever is wrong is said while one types.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { checkApiKey } from '../../manifest/apiKeys.ts';
import { checkKeyPath, clashingKey, type KeyPath } from '../../volume/payload.ts';
import { explainRule } from '../explain/explainFailure.ts';
import { explainApiKey } from '../explain/explainManifest.ts';
import { formatMode, shown } from '../explain/format.ts';
import { Refused } from '../editing/refused.ts';

/** Kubernetes takes 1 MiB for all keys of an object; a volume of one's own may hold more. */
const MAX_FILE_BYTES = 16 * 2 ** 20;

/** @param keys those that are there already, staged ones included */
export async function askForName(
  title: string,
  suggestion: string,
  keys: Iterable<string>,
): Promise<KeyPath | undefined> {
  const taken = [...keys];
  const path = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Name of the key. A slash makes a folder.'),
    value: suggestion,
    valueSelection: [suggestion.lastIndexOf('/') + 1, suggestion.length],
    validateInput: (value) => (value === suggestion ? undefined : judgeName(value, taken)),
  });
  if (path === suggestion) return undefined;
  const checked = checkKeyPath(path ?? '');
  return checked.ok ? checked.key : undefined;
}

/** Refusals are what the writer cannot do; warnings, what a ConfigMap or Secret could not hold. */
function judgeName(
  name: string,
  taken: readonly string[],
): string | vscode.InputBoxValidationMessage | undefined {
  const checked = checkKeyPath(name);
  if (!checked.ok) return vscode.l10n.t('It cannot be a key: {0}', explainRule(checked.rule));
  const { key } = checked;
  if (taken.includes(key)) return vscode.l10n.t('This key exists already.');
  const clash = clashingKey(key, taken);
  if (clash !== undefined) {
    return vscode.l10n.t('{0} exists already, and a key is no folder.', shown(clash));
  }
  const message = explainApiRule(key);
  const severity = vscode.InputBoxValidationSeverity.Warning;
  return message === undefined ? undefined : { message, severity };
}

function explainApiRule(key: string): string | undefined {
  if (key.includes('/')) {
    return vscode.l10n.t(
      'It can be published. From a ConfigMap or Secret it would need `items` with a path.',
    );
  }
  const rule = checkApiKey(key);
  return rule === undefined
    ? undefined
    : vscode.l10n.t(
        'It can be published, but not from a ConfigMap or Secret: {0}.',
        explainApiKey(rule),
      );
}

export type Way = 'value' | 'file' | 'editor';

/**
 * The new bytes of a key, or the wish to type them in an editor; undefined when the person gave up.
 *
 * @param subject the key and its volume, in words
 */
export async function askForContents(
  subject: string,
  { isSecret, ways }: { isSecret: boolean; ways: readonly Way[] },
): Promise<Uint8Array | 'editor' | undefined> {
  const items: (vscode.QuickPickItem & { way: Way })[] = [
    {
      way: 'value',
      label: `$(edit) ${vscode.l10n.t('Type a value')}`,
      detail: isSecret
        ? vscode.l10n.t('One line, hidden while you type')
        : vscode.l10n.t('One line, or nothing yet'),
    },
    {
      way: 'file',
      label: `$(file) ${vscode.l10n.t('Take a file’s bytes…')}`,
      detail: vscode.l10n.t('Any bytes, as they are'),
    },
    {
      way: 'editor',
      label: `$(${isSecret ? 'warning' : 'go-to-file'}) ${vscode.l10n.t('Open it in an editor')}`,
      detail: isSecret
        ? vscode.l10n.t(
            'VS Code keeps unsaved changes in a plain file on disk until they are saved',
          )
        : vscode.l10n.t('Any text; saving it stages it'),
    },
  ];
  const picked = await vscode.window.showQuickPick(
    items.filter(({ way }) => ways.includes(way)),
    { placeHolder: vscode.l10n.t('What is {0} to hold?', subject) },
  );
  switch (picked?.way) {
    case undefined:
      return undefined;
    case 'editor':
      return 'editor';
    case 'file':
      return readChosenFile();
    case 'value': {
      const text = await vscode.window.showInputBox({
        prompt: vscode.l10n.t(
          'Value of {0}. It is staged, and published when you say so.',
          subject,
        ),
        password: isSecret,
        ignoreFocusOut: true,
      });
      return text === undefined ? undefined : new TextEncoder().encode(text);
    }
  }
}

async function readChosenFile(): Promise<Uint8Array | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({ openLabel: vscode.l10n.t('Take Its Bytes') })) ?? [];
  if (uri === undefined) return undefined;
  // Not node:fs: the file may be on the near side of a remote window.
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MAX_FILE_BYTES) {
    throw new Refused(
      vscode.l10n.t('{0} is larger than 16 MB. Nothing was staged.', basename(uri.path)),
    );
  }
  return vscode.workspace.fs.readFile(uri);
}

export async function askForMode(subject: string, mode: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Mode of {0}, in octal: owner, group, others', subject),
    value: formatMode(mode),
    validateInput: (value) =>
      /^0?[0-7]{3}$/.test(value) ? undefined : vscode.l10n.t('Three octal digits, as in 0640.'),
  });
  return text === undefined ? undefined : Number.parseInt(text, 8);
}
