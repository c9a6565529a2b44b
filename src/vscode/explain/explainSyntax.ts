// What is wrong with the text of a manifest or of a `.env` file, before it means anything. Said after the place of it.

import * as vscode from 'vscode';
import type { EnvProblem, SyntaxProblem } from '../../manifest/failure.ts';

export function explainSyntax(problem: SyntaxProblem): string {
  switch (problem) {
    case 'indentation':
      return vscode.l10n.t('the indentation is wrong.');
    case 'tab':
      return vscode.l10n.t('it is indented with a tab. Use blanks.');
    case 'incomplete':
      return vscode.l10n.t('a quote, a bracket, a comma or a colon is missing here or before.');
    case 'escape':
      return vscode.l10n.t('there is no such escape in double quotes.');
    case 'start':
      return vscode.l10n.t('a value cannot begin with this character. Put it in quotes.');
    case 'nested':
      return vscode.l10n.t('a mapping cannot begin here. A value with a colon needs quotes.');
    case 'multi-line-key':
      return vscode.l10n.t('a key must be on one line. Perhaps a colon is missing.');
    case 'directive':
      return vscode.l10n.t('directives ("%…") are not read. Remove it.');
    case 'block-end':
      return vscode.l10n.t(
        'it ends with lines of blanks, which are read in different ways. Remove them.',
      );
    case 'unexpected':
      return vscode.l10n.t('this is no valid YAML.');
  }
}

export function explainEnv(problem: EnvProblem): string {
  switch (problem) {
    case 'no-name':
      return vscode.l10n.t('a line must be NAME=value, a comment, or empty.');
    case 'open-quote':
      return vscode.l10n.t('this quote is not closed.');
    case 'after-quote':
      return vscode.l10n.t('after the closing quote only a comment may follow.');
    case 'backslash':
      return vscode.l10n.t(
        'a backslash before the closing quote is read in different ways. Use double quotes, and two backslashes.',
      );
    case 'hash':
      return vscode.l10n.t(
        'a "#" without a blank before it is read in different ways. Put the value in quotes.',
      );
  }
}
