// Words for what is wrong with credentials, and for what changed in a bundle of them.

import * as vscode from 'vscode';
import type { BundleChange } from '../../volume/credentials/bundleChange.ts';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import type { PemFlaw } from '../../volume/credentials/pem.ts';
import { formatTime, shown } from './format.ts';

/** What is wrong, and what to do about it. */
export function explainCredentialWarning(
  warning: CredentialWarning,
  now = new Date(),
): { short: string; long: string } {
  const key = shown(warning.key);
  switch (warning.kind) {
    case 'expired':
    case 'not-valid-yet':
    case 'expires-soon':
      return explainTime(warning, now);
    case 'rotation-overdue':
      return {
        short: vscode.l10n.t('{0} should have been rotated {1}', key, formatTime(warning.at, now)),
        long: vscode.l10n.t(
          'The kubelet writes a new token long before the old one expires. It does not: see whether it runs and reaches the API server, or whether this is a copy.',
        ),
      };
    case 'key-does-not-match':
      return {
        short:
          warning.with === undefined
            ? vscode.l10n.t('{0}: the private key does not match', key)
            : vscode.l10n.t('{0} and {1} do not match', key, shown(warning.with)),
        long: vscode.l10n.t(
          'The private key belongs to another certificate, so no server can use the two. Publish both in one swap.',
        ),
      };
    case 'leaf-not-first':
      return {
        short: vscode.l10n.t('{0} is in the wrong order', key),
        long: vscode.l10n.t(
          "Servers take the first certificate for their own, and here that is an authority's. Move the server's to the top.",
        ),
      };
    case 'malformed':
      return {
        short:
          warning.count === 1
            ? vscode.l10n.t('{0} has a malformed certificate', key)
            : vscode.l10n.t('{0} has {1} malformed certificates', key, warning.count),
        long:
          warning.flaw === undefined
            ? vscode.l10n.t('Many programs refuse the whole file for it, or stop reading there.')
            : explainFlaw(warning.flaw),
      };
    case 'malformed-key':
      return {
        short: vscode.l10n.t('{0} is a damaged private key', key),
        long: explainFlaw(warning.flaw),
      };
  }
}

/** Why no program can load it, and what to do. */
export function explainFlaw(flaw: PemFlaw): string {
  switch (flaw) {
    case 'markers-in-line':
      return vscode.l10n.t(
        'No program can load it: the BEGIN and END lines must stand on lines of their own, at their beginning. Line breaks are missing here, are written as \\n, or the text is indented or quoted.',
      );
    case 'base64-twice':
      return vscode.l10n.t(
        'No program can load it: it is in base64 once too often. What is in base64 already belongs into a Secret’s data, not into its stringData.',
      );
    case 'no-markers':
      return vscode.l10n.t(
        'No program can load it: the BEGIN and END lines around the base64 are missing.',
      );
  }
}

function explainTime(
  warning: CredentialWarning & { kind: 'expired' | 'not-valid-yet' | 'expires-soon' },
  now: Date,
): { short: string; long: string } {
  const { kind, key, at, bundle } = warning;
  const time = formatTime(at, now);
  const long =
    bundle === undefined
      ? []
      : [
          vscode.l10n.t(
            '{0} of {1} certificates; the first is {2}.',
            bundle.count,
            bundle.of,
            shown(bundle.subject),
          ),
        ];
  switch (kind) {
    case 'expired':
      return {
        short: vscode.l10n.t('{0} expired {1}', shown(key), time),
        long: [...long, vscode.l10n.t('Programs that check it refuse it.')].join(' '),
      };
    case 'not-valid-yet':
      return {
        short: vscode.l10n.t('{0} is not valid before {1}', shown(key), time),
        long: [
          ...long,
          vscode.l10n.t('Programs refuse it until then, or the clock of this machine is slow.'),
        ].join(' '),
      };
    case 'expires-soon':
      return {
        short: vscode.l10n.t('{0} expires {1}', shown(key), time),
        long: [...long, vscode.l10n.t('Nothing has renewed it yet.')].join(' '),
      };
  }
}

/** A line for a version's changes. */
export function explainBundleChange(change: BundleChange): string {
  switch (change.kind) {
    case 'same':
      return vscode.l10n.t('the same certificates');
    case 'reordered':
      return vscode.l10n.t('the same certificates in another order');
    case 'unknown':
      return vscode.l10n.t('certificates changed');
    case 'changed': {
      const parts: [string, readonly string[]][] = [
        [vscode.l10n.t('renewed'), change.renewed],
        [vscode.l10n.t('added'), change.added],
        [vscode.l10n.t('removed'), change.removed],
      ];
      return parts
        .filter(([, subjects]) => subjects.length > 0)
        .map(([what, subjects]) => `${what}: ${someOf(subjects)}`)
        .join(' · ');
    }
  }
}

const SUBJECTS_TOLD = 3;

function someOf(subjects: readonly string[]): string {
  const others = subjects.length - SUBJECTS_TOLD;
  const told = subjects.slice(0, SUBJECTS_TOLD).map(shown);
  return [...told, ...(others > 0 ? [vscode.l10n.t('{0} more', others)] : [])].join('; ');
}
