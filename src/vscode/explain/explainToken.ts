// Words for a service account token: whose it is, for whom, and until when. There is no word of the token itself.

import * as vscode from 'vscode';
import type {
  ObjectReference,
  ServiceAccountToken,
} from '../../volume/credentials/serviceAccountToken.ts';
import { formatTime, shown } from './format.ts';

export function explainToken(
  token: ServiceAccountToken,
  now: Date,
): { short: string; long: string[] } {
  return { short: shortEnd(token, now), long: [...whose(token), ...until(token, now)] };
}

function shortEnd({ expiresAt, isEndUnknown, rotatesAt }: ServiceAccountToken, now: Date): string {
  if (isEndUnknown === true) return vscode.l10n.t('end unknown');
  if (expiresAt === undefined) return vscode.l10n.t('does not expire');
  const end = formatTime(expiresAt, now);
  if (expiresAt <= now.getTime()) return vscode.l10n.t('expired {0}', end);
  // What comes first is told first: the end of an ordinary pod's token is a year away.
  return rotatesAt === undefined
    ? vscode.l10n.t('expires {0}', end)
    : vscode.l10n.t('rotates by {0} · expires {1}', formatTime(rotatesAt, now), end);
}

function whose(token: ServiceAccountToken): string[] {
  const { issuer, audiences, subject, namespace, serviceAccount, pod, secret, node } = token;
  return [
    serviceAccount === undefined
      ? vscode.l10n.t('Token of {0}', shown(subject ?? vscode.l10n.t('no one who is named')))
      : vscode.l10n.t('Token of service account {0}', named(serviceAccount, namespace)),
    ...(pod === undefined ? [] : [vscode.l10n.t('Dies with pod {0}', named(pod))]),
    ...(secret === undefined ? [] : [vscode.l10n.t('Dies with Secret {0}', named(secret))]),
    ...(node === undefined ? [] : [vscode.l10n.t('On node {0}', named(node))]),
    ...(audiences.length === 0 ? [] : [vscode.l10n.t('For {0}', audiences.map(shown).join(', '))]),
    ...(issuer === undefined ? [] : [vscode.l10n.t('Issued by {0}', shown(issuer))]),
  ];
}

function until(token: ServiceAccountToken, now: Date): string[] {
  const { issuedAt, notBefore, expiresAt, isEndUnknown, warnAfter, rotatesAt } = token;
  const isExpired = expiresAt !== undefined && expiresAt <= now.getTime();
  const time = (milliseconds: number) => formatTime(milliseconds, now);
  return [
    ...(issuedAt === undefined ? [] : [vscode.l10n.t('Issued {0}', time(issuedAt))]),
    ...(notBefore === undefined || notBefore === issuedAt
      ? []
      : [vscode.l10n.t('Not valid before {0}', time(notBefore))]),
    expiresAt === undefined
      ? isEndUnknown === true
        ? vscode.l10n.t('When it expires cannot be told.')
        : vscode.l10n.t('It never expires.')
      : isExpired
        ? vscode.l10n.t('Expired {0}', time(expiresAt))
        : vscode.l10n.t('Expires {0}', time(expiresAt)),
    ...(warnAfter === undefined
      ? []
      : [
          vscode.l10n.t(
            'It was asked for until {0}. The API server accepts it for longer, and counts who uses it after that.',
            time(warnAfter),
          ),
        ]),
    ...(rotatesAt === undefined
      ? []
      : [
          isExpired
            ? vscode.l10n.t('The kubelet should have asked for another at {0}.', time(rotatesAt))
            : vscode.l10n.t(
                'The kubelet asks for another at {0} and writes it a little later. Programs have to read it again.',
                time(rotatesAt),
              ),
        ]),
  ];
}

/** `default/build-robot (uid …)` */
function named({ name, uid }: ObjectReference, namespace?: string): string {
  const path = namespace === undefined ? shown(name) : `${shown(namespace)}/${shown(name)}`;
  return uid === undefined ? path : `${path} (${shown(uid)})`;
}
