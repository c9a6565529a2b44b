// The language of a key's editor, by what the key holds: names of keys often say nothing.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { contentTypeOf } from '../../volume/contents/contentType.ts';
import { SCHEME } from '../volumes/keyUri.ts';

/** Languages that VS Code has under another name, or not at all. */
const INSTEAD: ReadonlyMap<string, string> = new Map([['toml', 'ini']]);

export function registerLanguages(): vscode.Disposable {
  // A change of the language comes as an opening too: a person who then chooses plain text means it.
  const opened = new WeakSet<vscode.TextDocument>();
  return vscode.workspace.onDidOpenTextDocument((document) => {
    if (opened.has(document)) return;
    opened.add(document);
    void choose(document);
  });
}

async function choose(document: vscode.TextDocument): Promise<void> {
  const { uri, languageId } = document;
  // What VS Code found by the name, or the person chose, stays.
  if (uri.scheme !== SCHEME || languageId !== 'plaintext') return;
  const content = contentTypeOf(basename(uri.path), Buffer.from(document.getText()));
  if (content.kind !== 'text' || content.language === 'plaintext') return;
  const known = await vscode.languages.getLanguages();
  const language = [content.language, INSTEAD.get(content.language)].find(
    (name) => name !== undefined && known.includes(name),
  );
  if (language === undefined || document.isClosed) return;
  await vscode.languages.setTextDocumentLanguage(document, language);
}
