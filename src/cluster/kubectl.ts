// One call of kubectl: its output, or a failure that says which of the many reasons it was.

import { ClusterError } from './failure.ts';
import { readStderr } from './readStderr.ts';
import type { Runner } from './runner.ts';

/** Runs kubectl and returns its output. Values may be in `input` only. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export interface CallOptions {
  /** A context's name; kubectl's own choice, or a pod's account, unless given. */
  readonly context?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export function kubectlOf(runner: Runner, { context, signal }: CallOptions = {}): Kubectl {
  return async (args, input) => {
    const ran = await runner.run({
      args: context === undefined ? args : ['--context', context, ...args],
      ...(input !== undefined && { input }),
      ...(signal !== undefined && { signal }),
    });
    const { command } = runner;
    switch (ran.ended) {
      case 'not-found':
        throw new ClusterError({ code: 'no-kubectl', command });
      case 'not-started':
      case 'killed':
        throw new ClusterError({ code: 'kubectl-broken', command, reason: ran.reason });
      case 'cancelled':
        throw new ClusterError({ code: 'cancelled' });
      case 'timeout':
        throw new ClusterError({ code: 'too-slow', seconds: ran.seconds });
      case 'too-much':
        throw new ClusterError({ code: 'unreadable', what: args[0] ?? '' });
      case 'exit':
    }
    if (ran.code === 0) return ran.stdout;
    throw new ClusterError(readStderr(ran.stderr, ran.stdout));
  };
}
