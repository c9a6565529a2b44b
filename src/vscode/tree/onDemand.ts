// Rows that most windows never show. The tree loads them when someone opens "On disk" or a version.

import type { Volumes } from '../volumes/volumes.ts';
import type { NodeOf } from './nodes.ts';
import { OnDiskRows } from './onDiskRows.ts';
import { eventItem, eventNodes } from './timelineRows.ts';

export function rowsOnDemand(volumes: Volumes, refresh: (group: NodeOf<'onDisk'>) => void) {
  return { onDisk: new OnDiskRows(volumes, refresh), eventItem, eventNodes };
}

export type RowsOnDemand = ReturnType<typeof rowsOnDemand>;
