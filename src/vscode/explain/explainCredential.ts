// Words for a credential: what it is and when it ends. Times are absolute, as no row is drawn anew because time passes.

import * as vscode from 'vscode';
import type { Certificate, Certificates } from '../../volume/credentials/certificates.ts';
import type { Credential, Pair } from '../../volume/credentials/credentials.ts';
import { expiryOf } from '../../volume/credentials/expiry.ts';
import type { PrivateKey } from '../../volume/credentials/privateKey.ts';
import { explainFlaw } from './explainCredentialWarning.ts';
import { explainToken } from './explainToken.ts';
import { formatTime, shown } from './format.ts';

/** `short`: for the row of a key. `long`: paragraphs. */
export function explainCredential(
  credential: Credential,
  now = new Date(),
): { short: string; long: string[] } {
  switch (credential.kind) {
    case 'token':
      return explainToken(credential.token, now);
    case 'private-key':
      return inDer(credential, explainPrivateKey(credential.privateKey, credential.pair));
    case 'certificate':
      return inDer(credential, explainCertificates(credential, now));
    case 'key-and-certificates': {
      const key = explainPrivateKey(credential.privateKey, undefined);
      const its = explainCertificates(credential, now);
      const match =
        credential.matches === undefined
          ? []
          : credential.matches
            ? [vscode.l10n.t('The private key belongs to the certificate.')]
            : [vscode.l10n.t('The private key does not belong to the certificate.')];
      return {
        short: joined([
          credential.matches === false ? vscode.l10n.t('key does not match') : '',
          its.short,
          key.short,
        ]),
        long: [...key.long, ...match, ...its.long],
      };
    }
  }
}

function inDer(
  { isDer }: { isDer?: true },
  { short, long }: { short: string; long: string[] },
): { short: string; long: string[] } {
  if (isDer !== true) return { short, long };
  const told = vscode.l10n.t(
    'It is in DER. Programs that expect PEM, as servers do, find nothing in it.',
  );
  return { short: joined([vscode.l10n.t('DER'), short]), long: [...long, told] };
}

function explainPrivateKey(
  privateKey: PrivateKey,
  pair: Pair | undefined,
): { short: string; long: string[] } {
  const what = nameOfKey(privateKey);
  if (privateKey.state === 'unreadable' && privateKey.flaw !== undefined) {
    return { short: what, long: [what, explainFlaw(privateKey.flaw)] };
  }
  if (pair === undefined) return { short: what, long: [what] };
  const file = shown(pair.with);
  return pair.matches
    ? {
        short: `${vscode.l10n.t('matches {0}', file)} · ${what}`,
        long: [what, vscode.l10n.t('It belongs to the certificate in {0}.', file)],
      }
    : {
        short: `${vscode.l10n.t('does not match {0}', file)} · ${what}`,
        long: [what, vscode.l10n.t('It does not belong to the certificate in {0}.', file)],
      };
}

function nameOfKey(privateKey: PrivateKey): string {
  switch (privateKey.state) {
    case 'readable':
      return vscode.l10n.t('{0} private key', privateKey.publicKey.algorithm);
    case 'encrypted':
      return privateKey.algorithm === undefined
        ? vscode.l10n.t('encrypted private key')
        : vscode.l10n.t('encrypted {0} private key', privateKey.algorithm);
    case 'openssh':
      return vscode.l10n.t('OpenSSH private key');
    case 'unreadable':
      return privateKey.flaw === undefined
        ? vscode.l10n.t('private key, damaged or of an unknown kind')
        : vscode.l10n.t('damaged private key');
  }
}

/** A tooltip with more is not read. */
const CERTIFICATES_TOLD = 5;

function explainCertificates(
  credential: Credential & { kind: 'certificate' | 'key-and-certificates' },
  now: Date,
): { short: string; long: string[] } {
  const { certificates } = credential;
  const { list, leaf, malformed, flaw, truncated } = certificates;
  const pair = credential.kind === 'certificate' ? credential.pair : undefined;
  const others = list.length - CERTIFICATES_TOLD;
  return {
    short: joined([
      pair?.matches === false ? vscode.l10n.t('does not match {0}', shown(pair.with)) : '',
      list.length === 0 ? vscode.l10n.t('no readable certificate') : shortEnd(credential, now),
      malformed === 0 || list.length === 0 ? '' : vscode.l10n.t('{0} malformed', malformed),
      leaf === undefined ? '' : nameOf(list[leaf]),
    ]),
    long: [
      ...(list.length > 1 ? [nameOfSeveral(certificates)] : []),
      ...list.slice(0, CERTIFICATES_TOLD).map((certificate) => tell(certificate, now)),
      ...(others > 0 ? [vscode.l10n.t('And {0} more.', others)] : []),
      ...(truncated ? [vscode.l10n.t('There are more in the file, which are not read.')] : []),
      ...(malformed > 0 ? [vscode.l10n.t('Blocks that are no certificate: {0}.', malformed)] : []),
      ...(flaw === undefined ? [] : [explainFlaw(flaw)]),
      ...(pair === undefined ? [] : [tellPair(pair)]),
    ],
  };
}

function nameOfSeveral({ list, leaf }: Certificates): string {
  if (leaf === undefined) return vscode.l10n.t('{0} certificates, each for itself', list.length);
  if (leaf === 0) return vscode.l10n.t('a chain of {0} certificates', list.length);
  return vscode.l10n.t('a chain of {0} certificates, in the wrong order', list.length);
}

function tellPair(pair: Pair): string {
  const file = shown(pair.with);
  return pair.matches
    ? vscode.l10n.t('The private key in {0} belongs to it.', file)
    : vscode.l10n.t('The private key in {0} does not belong to it.', file);
}

function shortEnd(credential: Credential & { certificates: Certificates }, now: Date): string {
  const { list, leaf } = credential.certificates;
  const end = formatTime(expiryOf(credential) ?? 0, now);
  if (leaf === undefined) {
    const ended = list.filter(({ validTo }) => validTo <= now.getTime()).length;
    return ended > 0
      ? vscode.l10n.t('{0} of {1} certificates expired', ended, list.length)
      : vscode.l10n.t('{0} certificates · the first expires {1}', list.length, end);
  }
  const { validFrom = 0, validTo = 0 } = list[leaf] ?? {};
  if (validTo <= now.getTime()) return vscode.l10n.t('expired {0}', end);
  if (validFrom > now.getTime()) return vscode.l10n.t('valid from {0}', formatTime(validFrom, now));
  return vscode.l10n.t('expires {0}', end);
}

function tell(certificate: Certificate, now: Date): string {
  const { issuer, validFrom, validTo, serial, fingerprint } = certificate;
  const { isAuthority, isSelfSigned, names } = certificate;
  return joined([
    isAuthority ? vscode.l10n.t('{0}, an authority', nameOf(certificate)) : nameOf(certificate),
    ...(names.length > 0 ? [names.map(shown).join(', ')] : []),
    isSelfSigned ? vscode.l10n.t('self-signed') : vscode.l10n.t('issued by {0}', shown(issuer)),
    vscode.l10n.t('valid from {0} to {1}', formatTime(validFrom, now), formatTime(validTo, now)),
    vscode.l10n.t('serial number {0}, SHA-256 {1}', serial, fingerprint),
  ]);
}

/** A workload's certificate may have no subject, only alternative names. */
function nameOf(certificate: Certificate | undefined): string {
  const { subject = '', names = [], serial = '' } = certificate ?? {};
  return shown(subject || (names[0] ?? serial));
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
