// Recognises a credential by the name of its key or by its value.

import { PRIVATE_KEY, readJwt } from '../contents/signatures.ts';
import { readDer } from './der.ts';

/** Words within a name. No letter may precede or follow them. */
const WORDS = [
  'tokens?',
  'passw(or)?ds?',
  'pwd',
  'passphrase',
  'secrets?',
  'credentials?',
  '(api|private|access|client|signing|encryption|account|master|shared[-_.]?access)[-_.]?keys?',
  '(database|db|redis|mongo(db)?|postgres(ql)?|pg|mysql|amqp|rabbitmq|sentry)[-_.]?(url|uri)',
  'dsn',
  'connection[-_.]?strings?',
  'id_(rsa|dsa|ecdsa|ed25519)',
  String.raw`tls\.key`,
  'kubeconfig',
  String.raw`\.(dockerconfigjson|dockercfg|htpasswd|netrc|pgpass)`,
];
const NAME = new RegExp(
  String.raw`(^|[-._/])(${WORDS.join('|')})([-._/]|$)|(^|[-._/])webhooks?([-_.]?(url|uri))?$|\.(key|p12|pfx|jks|keystore)$`,
  'i',
);

/** Tokens with an issuer's prefix, and passwords in URLs and connection strings. Every repetition is bounded. */
const VALUES = [
  String.raw`\b(AKIA|ASIA)[A-Z\d]{16}\b`,
  String.raw`\bgh[pousr]_[A-Za-z\d]{20,255}`,
  String.raw`\bgithub_pat_\w{20,255}`,
  String.raw`\bglpat-[\w-]{16,255}`,
  String.raw`\bxox[abceoprs]-[\w-]{8,255}`,
  String.raw`\b[sr]k_live_[A-Za-z\d]{8,255}`,
  String.raw`\bsk-(ant|proj)-[\w-]{16,255}`,
  String.raw`\bAIza[\w-]{35}\b`,
  String.raw`\bnpm_[A-Za-z\d]{36}\b`,
  String.raw`\bAGE-SECRET-KEY-1[A-Z\d]{8,255}`,
  String.raw`\bPuTTY-User-Key-File-\d`,
  String.raw`hooks\.slack\.com/services/T`,
  String.raw`\b(Account|SharedAccess)Key=[A-Za-z\d+/]{16,255}`,
  // `postgres://app:pw@db`, but for a placeholder such as $(PASSWORD) or {{ .password }}.
  String.raw`[a-z\d]://[^\s/:@"']{0,255}:(?![$<{%*])[^\s/@"']{1,255}@`,
];
const VALUE = new RegExp(VALUES.join('|'));
/** `Pwd=…`, `Password=…`, also after a word: `spring.datasource.password=`. */
const ASSIGNED = /(?:pwd|passw(?:or)?d)["']?[ \t]{0,8}=[ \t]{0,8}["']?(?![$<{%*])[^\s;"']/i;
const BEARER = /^\s*bearer[ \t]+[\w.~+/-]{16,}=*\s*$/i;

/** Only this much of a value is examined. */
const LOOK_BYTES = 16_384;

export function isCredentialName(key: string): boolean {
  return NAME.test(inWords(key));
}

export function isCredentialValue(data: Uint8Array): boolean {
  const bytes = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, LOOK_BYTES));
  const text = bytes.toString('latin1');
  return (
    VALUE.test(text) ||
    ASSIGNED.test(text) ||
    PRIVATE_KEY.test(text) ||
    BEARER.test(text) ||
    readJwt(data) !== undefined ||
    readDer(data)?.kind === 'private-key'
  );
}

/** `dbPassword` → `db-Password`. */
function inWords(key: string): string {
  return key.replace(/([a-z\d])([A-Z])/g, '$1-$2');
}
