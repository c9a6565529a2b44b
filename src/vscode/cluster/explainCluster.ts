// Sentences for people about the cluster: why something could not be asked or changed, and what to do. No value occurs
// in them.

import * as vscode from 'vscode';
import type { ClusterFailure } from '../../cluster/failure.ts';
import type { Manager } from '../../cluster/managers.ts';
import type { ObjectRef } from '../../cluster/objectRef.ts';
import type { Target } from '../../cluster/target.ts';
import { explainApiKey } from '../explain/explainManifest.ts';
import { shown } from '../explain/format.ts';

export function explainClusterFailure(failure: ClusterFailure): string {
  switch (failure.code) {
    case 'no-kubectl':
      return vscode.l10n.t(
        'There is no {0} here. Install kubectl beside the mount, or name its path in the setting projectedVolumes.kubectl.',
        shown(failure.command),
      );
    case 'kubectl-broken':
      return vscode.l10n.t(
        '{0} could not be run ({1}). The setting projectedVolumes.kubectl names it.',
        shown(failure.command),
        failure.reason,
      );
    case 'cancelled':
      return vscode.l10n.t('Given up.');
    case 'too-slow':
      return vscode.l10n.t(
        'kubectl has not ended after {0} seconds and was stopped. Is the cluster reachable, and does signing in wait for someone?',
        failure.seconds,
      );
    case 'no-answer':
      return vscode.l10n.t('The cluster took the request and did not answer in time. Try again.');
    case 'no-configuration':
      return vscode.l10n.t(
        'kubectl has no configuration here: there is neither a kubeconfig nor a pod’s account. Set KUBECONFIG, or copy one to ~/.kube/config.',
      );
    case 'no-context':
      return vscode.l10n.t(
        'The kubeconfig has no context {0}. Choose one with "kubectl config use-context".',
        shown(failure.context),
      );
    case 'refused-connection':
      return vscode.l10n.t(
        'Nothing listens at {0}: the cluster is down, or the context is the wrong one.',
        shown(failure.server),
      );
    case 'unreachable':
      return vscode.l10n.t(
        'The cluster cannot be reached ({0}). Check the network, a VPN say, and the context.',
        shown(failure.reason),
      );
    case 'certificate':
      return vscode.l10n.t(
        'The certificate of the cluster is not trusted: {0}. Is the context the right one?',
        shown(failure.reason),
      );
    case 'signed-out':
      return vscode.l10n.t(
        'The cluster does not know this account: the sign-in has expired, or there is none. Sign in as you do for kubectl, then try again.',
      );
    case 'sign-in-failed':
      return vscode.l10n.t(
        'kubectl could not sign in: {0}. Sign in in a terminal, then try again.',
        shown(failure.reason),
      );
    case 'forbidden':
      return explainForbidden(failure);
    case 'not-found':
      return vscode.l10n.t(
        'The cluster has no such object (any more): {0}. Is the context the right one?',
        shown(failure.what),
      );
    case 'conflict':
      return failure.isAnew
        ? vscode.l10n.t('The object was deleted and made anew meanwhile.')
        : vscode.l10n.t('The object was changed by someone else meanwhile.');
    case 'contended':
      return vscode.l10n.t('The object is changed by someone else all the time.');
    case 'immutable':
      return vscode.l10n.t(
        'The object is immutable: its keys cannot be changed. Make another object, and have the pod use that.',
      );
    case 'invalid':
      return withWords(vscode.l10n.t('The cluster refuses the change.'), failure.words);
    case 'unexpected':
      return withWords(vscode.l10n.t('kubectl failed.'), failure.words);
    case 'unreadable':
      return vscode.l10n.t('What kubectl printed about {0} cannot be read.', shown(failure.what));
    case 'no-pod':
      return failure.by === 'uid'
        ? vscode.l10n.t(
            'The cluster of this context has no pod with the uid {0}.',
            shown(failure.value),
          )
        : vscode.l10n.t(
            'The cluster has no pod {0} in this namespace, which is this host’s name.',
            shown(failure.value),
          );
    case 'no-volume':
      return vscode.l10n.t(
        'The pod {0} has no volume {1}.',
        shown(failure.pod),
        shown(failure.volume),
      );
    case 'no-mount':
      return vscode.l10n.t(
        'The spec of the pod {0} does not tell which volume is mounted at {1}.',
        shown(failure.pod),
        shown(failure.path),
      );
    case 'no-object':
      return vscode.l10n.t(
        '{0} comes from no object: the kubelet makes it ({1}).',
        shown(failure.key),
        shown(failure.from),
      );
    case 'not-listed':
      return vscode.l10n.t(
        'The pod’s spec lists the keys of this volume ("items"), and {0} is not among them. Change the pod’s spec first.',
        shown(failure.key),
      );
    case 'only-mode':
      return vscode.l10n.t(
        'Only the mode of {0} is staged. Modes are in the pod’s spec ("defaultMode", "items"): change it there.',
        shown(failure.key),
      );
    case 'key-rule':
      return vscode.l10n.t(
        'The API takes no key {0}: {1}.',
        shown(failure.key),
        explainApiKey(failure.rule),
      );
    case 'too-large':
      return vscode.l10n.t(
        '{0} would have {1} bytes of values, and Kubernetes takes {2} (1 MiB) at most.',
        objectName(failure.object),
        failure.bytes,
        failure.limit,
      );
    case 'two-values':
      return vscode.l10n.t(
        '{0} are the same key {1} of {2}: give them the same value, or publish one of them.',
        failure.paths.map(shown).join(', '),
        shown(failure.key),
        objectName(failure.object),
      );
  }
}

function explainForbidden({
  user,
  verb,
  resource,
  place,
}: Extract<ClusterFailure, { code: 'forbidden' }>): string {
  const who = user === undefined ? vscode.l10n.t('This account') : shown(user);
  return vscode.l10n.t(
    '{0} may not {1} {2} {3}. It needs the right to {1} {2}.',
    who,
    verb,
    shown(resource),
    shown(place ?? ''),
  );
}

function withWords(sentence: string, words = ''): string {
  return words === '' ? sentence : `${sentence} ${shown(words)}`;
}

/** `ConfigMap my-config` */
export function objectName({ kind, name }: Pick<ObjectRef, 'kind' | 'name'>): string {
  return `${kind} ${shown(name)}`;
}

/** What kubectl talks to, as a question names it: each on a line of its own. */
export function explainTarget({ context, cluster, server }: Target): string[] {
  if (context === undefined) {
    return [vscode.l10n.t('Cluster: the one that this pod runs in, with the pod’s own account')];
  }
  const address = server === undefined ? '' : ` (${shown(server)})`;
  return [
    vscode.l10n.t('Context: {0}', shown(context)),
    vscode.l10n.t('Cluster: {0}', shown(cluster ?? '') + address),
  ];
}

/** `Helm shop`, `SealedSecret db` */
export function managerName({ by, kind, name = '' }: Manager): string {
  return [by === 'owner' ? (kind ?? '') : by, name]
    .filter((word) => word !== '')
    .map(shown)
    .join(' ');
}

export function warnOfManagers(ref: ObjectRef, managers: readonly Manager[]): string[] {
  if (managers.length === 0) return [];
  return [
    vscode.l10n.t(
      '{0} is managed by {1}, which will set back what you change. Change it there to make it last.',
      objectName(ref),
      managers.map(managerName).join(', '),
    ),
  ];
}

/** Why what was changed is not in the mount yet, as far as no one is asked. */
export function usuallyLate(): string[] {
  return [
    vscode.l10n.t(
      'A kubelet syncs each pod every minute or two, and a node that is busy or cut off later.',
    ),
  ];
}
