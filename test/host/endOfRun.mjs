/**
 * How a run in the extension host ended. The workbench's word is not enough: it says 0 as well when the extension host
 * has died.
 *
 * @param {number} code what the workbench says
 * @param {string | undefined} proof what the suite itself left as its last act
 * @returns {{ exitCode: number, reason?: string }}
 */
export function endOfRun(code, proof) {
  if (proof === 'passed') return { exitCode: code };
  if (proof === 'failed') return { exitCode: code || 1 };
  return { exitCode: 1, reason: 'The extension host ended before its tests did.' };
}
