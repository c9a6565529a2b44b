// The real kubectl in tests, where it is installed.

import { spawnSync } from 'node:child_process';
import { type Runner } from '../../src/cluster/runner.ts';

/** A reason to skip what needs it, or false. */
export const NO_KUBECTL =
  spawnSync('kubectl', ['version', '--client']).status === 0 ? false : 'kubectl is not installed';

/** Runs it with this configuration, and with nothing of the person's own. */
export function withKubeconfig(
  runner: (command: string) => Runner,
  { kubeconfig, home }: { kubeconfig: string; home: string },
): Runner {
  const settings = [`KUBECONFIG=${kubeconfig}`, `HOME=${home}`, `TMPDIR=${home}`];
  const env = runner('env');
  return {
    command: 'kubectl',
    run: (run) => env.run({ ...run, args: [...settings, 'kubectl', ...run.args] }),
  };
}
