// Timelines as literal rows.

import type { UpdateAction } from '../../src/volume/read/timeline.ts';

/** What happened, without times; timestamp directories by the names given: `{ '..2026_…': 'NEW' }`. */
export function timelineRows(
  actions: readonly UpdateAction[] = [],
  names: Record<string, string> = {},
): string[] {
  const shown = (name: string) => names[name] ?? name;
  return actions.map((action) => {
    switch (action.kind) {
      case 'written':
        return `written ${action.files}`;
      case 'next-linked':
        return `..data_tmp → ${shown(action.target)}`;
      case 'swapped':
        return `${action.isRenamed ? 'renamed ' : ''}..data → ${shown(action.target)}`;
      case 'linked':
      case 'unlinked':
        return `${action.kind} ${action.names.join(' ')} (${action.count})`;
      case 'made':
      case 'finished':
      case 'removed':
      case 'touched':
        return `${action.kind} ${shown(action.name)}`;
    }
  });
}
