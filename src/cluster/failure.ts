// What can go wrong between here and an object in the cluster, as data: names and rules, never a value.

import type { ApiKeyRule } from '../manifest/apiKeys.ts';
import type { ObjectRef } from './objectRef.ts';

export type ClusterFailure =
  /** There is no such program. */
  | { code: 'no-kubectl'; command: string }
  /** It is there and could not be started, or ended by a signal. */
  | { code: 'kubectl-broken'; command: string; reason: string }
  | { code: 'cancelled' }
  /** Our own limit: kubectl did not end in time. */
  | { code: 'too-slow'; seconds: number }
  /** The server took the request and did not answer in kubectl's time. */
  | { code: 'no-answer' }
  /** Neither a kubeconfig nor a pod's account: kubectl tries localhost:8080. */
  | { code: 'no-configuration' }
  | { code: 'no-context'; context: string }
  | { code: 'refused-connection'; server: string }
  /** No name, no route, no network. */
  | { code: 'unreachable'; reason: string }
  | { code: 'certificate'; reason: string }
  /** The server does not know this account (any more), or none was given. */
  | { code: 'signed-out' }
  /** The program that signs in, a cloud provider's say, failed. */
  | { code: 'sign-in-failed'; reason: string }
  | { code: 'forbidden'; user?: string; verb: string; resource: string; place?: string }
  | { code: 'not-found'; what: string }
  /** The object was changed; `isAnew`: it was deleted and made again. */
  | { code: 'conflict'; isAnew: boolean }
  /** One conflict after the other. */
  | { code: 'contended' }
  | { code: 'immutable' }
  /** The server, or what it asks first, refuses the object; its own words where they cannot hold a secret. */
  | { code: 'invalid'; words?: string }
  | { code: 'unexpected'; words?: string }
  | { code: 'unreadable'; what: string }
  /** The pod: by its uid, or by the host's name. */
  | { code: 'no-pod'; by: 'uid' | 'name'; value: string }
  | { code: 'no-volume'; pod: string; volume: string }
  | { code: 'no-mount'; pod: string; path: string }
  /** No object has this key: what else it comes from. */
  | { code: 'no-object'; key: string; from: string }
  /** Every source lists its keys, and this is none of them. */
  | { code: 'not-listed'; key: string }
  /** Modes are in the pod's spec. */
  | { code: 'only-mode'; key: string }
  | { code: 'key-rule'; key: string; rule: ApiKeyRule }
  | { code: 'too-large'; object: ObjectRef; bytes: number; limit: number }
  /** Two paths of the volume show one key, and were given different values. */
  | { code: 'two-values'; object: ObjectRef; key: string; paths: readonly string[] };

export class ClusterError extends Error {
  readonly failure: ClusterFailure;

  constructor(failure: ClusterFailure, options?: ErrorOptions) {
    super(failure.code, options);
    this.name = 'ClusterError';
    this.failure = failure;
  }
}
