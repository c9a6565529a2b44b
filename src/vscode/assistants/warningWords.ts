// What is to be said of a credential, for a model. People are told whom a certificate is for; that is part of the value.

import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import { shown } from '../explain/format.ts';
import { isoTime } from './dates.ts';

/** `tls.crt: expires-soon, 2026-11-29T10:00:00.000Z` */
export function warningWords(warning: CredentialWarning): string {
  const at = 'at' in warning ? isoTime(warning.at) : undefined;
  return `${shown(warning.key)}: ${warning.kind}${at === undefined ? '' : `, ${at}`}`;
}
