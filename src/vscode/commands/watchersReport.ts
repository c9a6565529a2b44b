// The report of Compare Watchers, in Markdown.

import * as vscode from 'vscode';
import type { Found, WatcherId, WatcherResult } from '../../worker/protocol/experiments.ts';
import { writerName } from '../explain/explainUpdate.ts';
import { howMeasured, milliseconds, table } from './reportTable.ts';

type FoundWatchers = Extract<Found, { kind: 'watchers' }>;

export function watchersReport(name: string, found: FoundWatchers): string {
  const { watchers, writer, apart } = found;
  const [first] = watchers;
  const updates = (first?.noticed ?? 0) + (first?.missed ?? 0);
  return [
    `# ${vscode.l10n.t('Which watcher notices an update?')}`,
    vscode.l10n.t(
      '{0} updates by {1}, {2} ms apart. A program watches and, with every event, reads two keys at once.',
      updates,
      writerName(writer),
      apart,
    ),
    table(
      [
        vscode.l10n.t('Watcher'),
        vscode.l10n.t('Noticed'),
        vscode.l10n.t('Missed'),
        vscode.l10n.t('Repeated'),
        vscode.l10n.t('Delay, median'),
        vscode.l10n.t('Delay, worst'),
        vscode.l10n.t('Half-made'),
        vscode.l10n.t('Alive'),
      ],
      watchers.map(rowOf),
    ),
    vscode.l10n.t(
      '`key` is the path of a key, `directory` that of the volume. Noticed: a read with an event showed both keys new before the next update began. Repeated: so did a later read, and the program would load the same update again. Delay: from the moment when programs could read the update to the first read that showed it. Half-made: reads that got one key old and the other new, a missing file, or a part of one. Alive: the last update still made an event.',
    ),
    `## ${vscode.l10n.t('What to watch, and how')}`,
    ...recommendations(watchers, updates),
    howMeasured(name, found),
  ].join('\n\n');
}

function rowOf(result: WatcherResult): string[] {
  const { noticed, missed, repeated, median, worst, halfMade, isAlive, errno } = result;
  if (errno !== undefined) {
    const none = vscode.l10n.t('no watch ({0})', errno);
    return [callOf(result.watcher), none, '', '', '', '', '', ''];
  }
  return [
    callOf(result.watcher),
    ...[noticed, missed, repeated].map(String),
    milliseconds(median),
    milliseconds(worst),
    String(halfMade),
    isAlive ? vscode.l10n.t('yes') : vscode.l10n.t('**no**'),
  ];
}

/** As a program would write it. */
function callOf(watcher: WatcherId): string {
  switch (watcher) {
    case 'fs.watch key':
      return '`fs.watch(key)`';
    case 'fs.watch ..data':
      return "`fs.watch('..data')`";
    case 'fs.watch directory':
      return '`fs.watch(directory)`';
    case 'fs.watch recursive':
      return '`fs.watch(directory, { recursive: true })`';
    case 'chokidar key':
      return '`chokidar.watch(key)`';
    case 'chokidar directory':
      return '`chokidar.watch(directory)`';
    case 'chokidar ..data':
      return vscode.l10n.t('chokidar, asked for `..data` alone, as this extension uses it');
    case 'fs.watchFile key':
      return '`fs.watchFile(key)`, 200\u00a0ms';
    case 'chokidar polling key':
      return vscode.l10n.t('`chokidar.watch(key)`, polling, 200 ms');
  }
}

function recommendations(watchers: readonly WatcherResult[], updates: number): string[] {
  const running = watchers.filter(({ errno }) => errno === undefined);
  const noticedAll = running
    .filter(({ missed, isAlive }) => missed === 0 && isAlive)
    .sort((a, b) => (a.median ?? Infinity) - (b.median ?? Infinity));
  const [best] = noticedAll;
  const named = (some: readonly WatcherResult[]) =>
    some.map(({ watcher }) => callOf(watcher)).join(', ');
  const said: string[] = [];
  if (best !== undefined) {
    said.push(
      vscode.l10n.t(
        '**{0}** was the fastest of those that noticed all {1} updates: {2} after the swap at the median.',
        callOf(best.watcher),
        updates,
        milliseconds(best.median),
      ),
    );
  }
  const dead = running.filter(({ isAlive, events }) => !isAlive && events > 0);
  if (dead.length > 0) {
    said.push(
      vscode.l10n.t(
        '**Went dead:** {0}. Such a watch is on the file or directory that the link led to when it began. The update puts another one in its place, and no one tells the program: it must watch the directory that holds `..data`, never a key.',
        named(dead),
      ),
    );
  }
  const deaf = running.filter(({ events }) => events === 0);
  if (deaf.length > 0) {
    said.push(
      vscode.l10n.t(
        '**Heard nothing:** {0}. A file that is written into changes no entry of the directory above it.',
        named(deaf),
      ),
    );
  }
  if (running.some(({ repeated }) => repeated > 0)) {
    said.push(
      vscode.l10n.t(
        '**Several events for one update** are usual. Take an event as a hint: look where `..data` leads, and load only if it leads elsewhere than before.',
      ),
    );
  }
  const early = running.filter(({ halfMade }) => halfMade > 0);
  if (early.length > 0) {
    said.push(
      vscode.l10n.t(
        '**Reading at once got something half-made** with {0}. Resolve `..data` once, read all keys below the directory that it leads to, and do it again if that directory is gone. In files that are written in place no reader is safe.',
        named(early),
      ),
    );
  }
  said.push(
    vscode.l10n.t(
      '**Polling** is late by its interval, but works where a file system sends no events, as NFS and some FUSE mounts do not.',
    ),
  );
  return said.map((each) => `- ${each}`);
}
