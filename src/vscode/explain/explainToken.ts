// Words for a service account token: whose it is, for whom, and until when. There is no word of the token itself.

import * as vscode from 'vscode';
import type {
  ObjectReference,
  ServiceAccountToken,
} from '../../volume/credentials/serviceAccountToken.ts';
import { formatTime, shown } from './format.ts';

const { t } = vscode.l10n;

export function explainToken(
  token: ServiceAccountToken,
  now: Date,
): { short: string; long: string[] } {
  return { short: shortEnd(token, now), long: [...whose(token), ...until(token, now)] };
}

function shortEnd({ expiresAt, isEndUnknown, rotatesAt }: ServiceAccountToken, now: Date): string {
  if (isEndUnknown === true) return t('end unknown');
  if (expiresAt === undefined) return t('does not expire');
  const end = formatTime(expiresAt, now);
  if (expiresAt <= now.getTime()) return t('expired {0}', end);
  // What comes first is told first: the end of an ordinary pod's token is a year away.
  return rotatesAt === undefined
    ? t('expires {0}', end)
    : t('rotates by {0} · expires {1}', formatTime(rotatesAt, now), end);
}

function whose(token: ServiceAccountToken): string[] {
  const { issuer, audiences, subject, namespace, serviceAccount, pod, secret, node } = token;
  return [
    serviceAccount === undefined
      ? t('Token of {0}', shown(subject ?? t('no one who is named')))
      : t('Token of service account {0}', named(serviceAccount, namespace)),
    ...(pod === undefined ? [] : [t('Dies with pod {0}', named(pod))]),
    ...(secret === undefined ? [] : [t('Dies with Secret {0}', named(secret))]),
    ...(node === undefined ? [] : [t('On node {0}', named(node))]),
    ...(audiences.length === 0 ? [] : [t('For {0}', audiences.map(shown).join(', '))]),
    ...(issuer === undefined ? [] : [t('Issued by {0}', shown(issuer))]),
  ];
}

function until(token: ServiceAccountToken, now: Date): string[] {
  const { issuedAt, notBefore, expiresAt, isEndUnknown, warnAfter, rotatesAt } = token;
  const isExpired = expiresAt !== undefined && expiresAt <= now.getTime();
  const time = (milliseconds: number) => formatTime(milliseconds, now);
  return [
    ...(issuedAt === undefined ? [] : [t('Issued {0}', time(issuedAt))]),
    ...(notBefore === undefined || notBefore === issuedAt
      ? []
      : [t('Not valid before {0}', time(notBefore))]),
    expiresAt === undefined
      ? isEndUnknown === true
        ? t('When it expires cannot be told.')
        : t('It never expires.')
      : isExpired
        ? t('Expired {0}', time(expiresAt))
        : t('Expires {0}', time(expiresAt)),
    ...(warnAfter === undefined
      ? []
      : [
          t(
            'It was asked for until {0}. The API server accepts it for longer, and counts who uses it after that.',
            time(warnAfter),
          ),
        ]),
    ...(rotatesAt === undefined
      ? []
      : [
          isExpired
            ? t('The kubelet should have asked for another at {0}.', time(rotatesAt))
            : t(
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
