// The medians as a picture, for light and dark pages: one group of bars for each number of keys.

import type { Contestant } from './contestants.ts';

export type Changed = 'all' | 'one';

export interface Measured {
  place: string;
  keys: number;
  changed: Changed;
  /** Milliseconds, median. */
  medians: Record<Contestant, number>;
}

const BARS: readonly { contestant: Contestant; label: string; style: string }[] = [
  { contestant: 'AtomicWriter.write', label: 'this writer', style: 'ours' },
  { contestant: 'straight line', label: 'bare calls, unchecked', style: 'bare' },
  { contestant: 'write-file-atomic', label: 'write-file-atomic, key by key', style: 'each' },
];

const WIDTH = 760;
const MARGIN = 16;
const GAP = 32;
const PANEL = (WIDTH - 2 * MARGIN - GAP) / 2;
const LABEL = 76;
const TIME = 66;
const BAR = 10;
const GROUP = BARS.length * (BAR + 3) + 18;
const TOP = 92;

const STYLE = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #57606a }
  .title { font-size: 15px; font-weight: 600; fill: #24292f }
  .place { font-weight: 600 }
  .time { font-size: 11px }
  .ours { fill: #3d71d9 } .bare { fill: #a9b4c0 } .each { fill: #d9a23d }
  @media (prefers-color-scheme: dark) {
    text { fill: #9aa4af } .title { fill: #e6edf3 }
    .ours { fill: #6d9bf1 } .bare { fill: #5b6672 } .each { fill: #d8ab57 }
  }`;

/** Of the publishes that change all keys. Each group has a scale of its own: times grow a thousandfold. */
export function publishingChart(measured: readonly Measured[]): string {
  const rows = measured.filter(({ changed }) => changed === 'all');
  const places = [...new Set(rows.map(({ place }) => place))];
  const perPlace = places.map((place) => rows.filter((row) => row.place === place));
  const height = TOP + GROUP * Math.max(...perPlace.map((group) => group.length)) + 8;
  const panels = perPlace.flatMap((group, index) => panel(group, MARGIN + index * (PANEL + GAP)));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    '<title>Publishing keys of 1 kB, all of them changed: median milliseconds</title>',
    `<style>${STYLE}\n</style>`,
    text(
      MARGIN,
      26,
      'Publishing keys of 1 kB, all changed: medians, each group to its own scale',
      'title',
    ),
    ...legend(),
    ...panels,
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function legend(): string[] {
  let x = MARGIN;
  return BARS.flatMap(({ label, style }) => {
    const at = x;
    x += 34 + label.length * 6.4;
    return [bar(at, 40, 10, style), text(at + 16, 49, label)];
  });
}

function panel(rows: readonly Measured[], left: number): string[] {
  const head = text(left, TOP - 14, rows[0]?.place ?? '', 'place');
  const groups = rows.flatMap(({ keys, medians }, index) => {
    const top = TOP + index * GROUP;
    const longest = Math.max(...BARS.map(({ contestant }) => medians[contestant]));
    const scale = (PANEL - LABEL - TIME) / longest;
    const bars = BARS.flatMap(({ contestant, style }, n) => {
      const y = top + n * (BAR + 3);
      const width = Math.max(1, medians[contestant] * scale);
      const time = text(left + LABEL + width + 6, y + 9, shown(medians[contestant]), 'time');
      return [bar(left + LABEL, y, width, style), time];
    });
    const label = keys === 1 ? '1 key' : `${keys.toLocaleString('en')} keys`;
    return [text(left, top + 9, label), ...bars];
  });
  return [head, ...groups];
}

function shown(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`;
}

function bar(x: number, y: number, width: number, style: string): string {
  return `<rect class="${style}" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" rx="2"/>`;
}

function text(x: number, y: number, content: string, style?: string): string {
  const attribute = style === undefined ? '' : ` class="${style}"`;
  return `<text${attribute} x="${round(x)}" y="${y}">${content}</text>`;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
