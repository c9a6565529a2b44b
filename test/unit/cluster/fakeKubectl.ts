// A kubectl of answers: by the beginning of its arguments, the first that fits.

import type { Ran, Run, Runner } from '../../../src/cluster/runner.ts';

/** Standard output, or how it fails, or how else it ends. */
type Answer =
  string | { code?: number; stdout?: string; stderr?: string } | Exclude<Ran, { ended: 'exit' }>;

export interface FakeKubectl extends Runner {
  readonly runs: Run[];
}

/** `get pod` → what it prints, or how it ends. What is not answered fails as an unknown command does. */
export function fakeKubectl(answers: Record<string, Answer | ((run: Run) => Answer)>): FakeKubectl {
  const runs: Run[] = [];
  return {
    command: 'kubectl',
    runs,
    run: async (run) => {
      runs.push(run);
      const line = run.args.join(' ').replace(/^--context \S+ /, '');
      const found = Object.entries(answers).find(([start]) => line.startsWith(start));
      if (found === undefined) return exit(1, '', `error: unknown command ${line}`);
      const answer = typeof found[1] === 'function' ? found[1](run) : found[1];
      if (typeof answer === 'string') return exit(0, answer, '');
      if ('ended' in answer) return answer;
      const { code = 1, stdout = '', stderr = '' } = answer;
      return exit(code, stdout, stderr);
    },
  };
}

function exit(code: number, stdout: string, stderr: string): Ran {
  return { ended: 'exit', code, stdout, stderr };
}

/** Bytes of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

export const CONFIG_MAP = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'my-config', namespace: 'default', uid: 'uid-1', resourceVersion: '7' },
  data: { 'app.yaml': 'port: 1\n', mode: 'on' },
  binaryData: { blob: 'AAECAwQ=' },
};

export const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'my-secret', namespace: 'default', uid: 'uid-2', resourceVersion: '8' },
  data: { password: base64('hunter2'), token: base64('abc') },
};
