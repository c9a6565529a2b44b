// Words for what is hidden: which values, and why.

import * as vscode from 'vscode';
import type { SecrecyReason } from '../../volume/credentials/secrecy.ts';
import { secretKeysOf, type VolumeState } from '../../worker/protocol/state.ts';
import { shown } from './format.ts';

const KEYS_TOLD = 5;

/** Of a whole volume; empty where every value may be shown. */
export function explainSecrecy(state: VolumeState): string {
  if (state.secrecy.all !== undefined) return explainReason(state.secrecy.all);
  const keys = secretKeysOf(state);
  if (keys.length === 0) return '';
  const others = keys.length - KEYS_TOLD;
  const told = keys.slice(0, KEYS_TOLD).map(shown).join(', ');
  return others > 0
    ? vscode.l10n.t(
        'Values are hidden of {0} and {1} more: they look like credentials.',
        told,
        others,
      )
    : vscode.l10n.t('Values are hidden of what looks like a credential: {0}.', told);
}

export function explainKeySecrecy({ secrecy }: VolumeState, key: string): string {
  if (secrecy.all !== undefined) return explainReason(secrecy.all);
  switch (secrecy.keys.get(key)) {
    case undefined:
      return '';
    case 'name':
      return vscode.l10n.t('The value is hidden: the key is named like a credential.');
    case 'value':
      return vscode.l10n.t('The value is hidden: it looks like a credential, or has one in it.');
    case 'same':
      return vscode.l10n.t(
        'The value is hidden: a key that looks like a credential holds the same.',
      );
  }
}

function explainReason(reason: SecrecyReason): string {
  switch (reason) {
    case 'kind':
      return vscode.l10n.t('Values are hidden: it is a Secret or holds one.');
    case 'tmpfs':
      return vscode.l10n.t('Values are hidden: it is a tmpfs, where Secrets are kept.');
    case 'sandbox':
      return vscode.l10n.t(
        'Values are hidden: in a sandbox no one can tell a Secret from a ConfigMap.',
      );
    case 'made':
      return vscode.l10n.t('Values are hidden: it was made from secret ones.');
    case 'unread':
      return ''; // There is no value to look for.
    case 'overruled':
      return vscode.l10n.t('Values are hidden: you said that it is secret.');
  }
}
