// What the log says of a volume: its versions, and what keeps them from being seen in time. No keys, no values.

import type { LogOutputChannel } from 'vscode';
import type { VolumeState } from '../../worker/protocol/state.ts';

export function logChange(
  log: LogOutputChannel,
  before: VolumeState | undefined,
  after: VolumeState,
): void {
  const { dir, active, polling, hangs } = after;
  if (before?.active.state !== active.state || versionOf(before) !== versionOf(after)) {
    log.info(`${dir}: ${active.state} ${versionOf(after) ?? ''}`.trim());
  }
  if (before?.polling !== polling) {
    if (polling === undefined) log.info(`${dir}: there are file events again`);
    else log.warn(`${dir}: no file events (${polling}); looking every second instead`);
  }
  if (before?.hangs !== hangs) {
    log.warn(`${dir}: the file system ${hangs ? 'does not answer' : 'answers again'}`);
  }
}

/** The name of the active version, when it could be read. */
function versionOf(state: VolumeState | undefined): string | undefined {
  return state?.active.state === 'read' ? state.active.version : undefined;
}
