// Which cluster kubectl would talk to, so that a question can name it. Read from the configuration; no one is asked.

import { ClusterError } from './failure.ts';
import { listIn, objectIn, parseJson, textIn } from './json.ts';
import type { Kubectl } from './kubectl.ts';

export interface Target {
  /** Missing inside a pod without a kubeconfig, where kubectl uses the pod's own account. */
  readonly context?: string;
  readonly cluster?: string;
  /** Its address. */
  readonly server?: string;
  /** For what is asked for without one; `default`, or the pod's, unless given. */
  readonly namespace?: string;
}

export async function currentTarget(kubectl: Kubectl): Promise<Target> {
  const text = await configuration(kubectl);
  if (text === undefined) return {};
  const config = parseJson(text, 'config');
  const [context] = listIn(config['contexts']);
  const [cluster] = listIn(config['clusters']);
  const details = objectIn(context?.['context']);
  return {
    ...named('context', context?.['name']),
    ...named('cluster', cluster?.['name']),
    ...named('server', objectIn(cluster?.['cluster'])['server']),
    ...named('namespace', details['namespace']),
  };
}

function named<K extends string>(field: K, value: unknown): { [field in K]?: string } {
  const text = textIn(value);
  return (text === undefined ? {} : { [field]: text }) as { [field in K]?: string };
}

/** Undefined where there is no current context. Kubectl leaves out the secrets of the configuration by itself. */
async function configuration(kubectl: Kubectl): Promise<string | undefined> {
  try {
    return await kubectl(['config', 'view', '--minify', '--output', 'json']);
  } catch (error) {
    const isNone =
      error instanceof ClusterError &&
      error.failure.code === 'unexpected' &&
      error.failure.words?.includes('current-context must exist') === true;
    if (isNone) return undefined;
    throw error;
  }
}
