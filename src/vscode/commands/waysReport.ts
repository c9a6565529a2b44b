// The report of Compare Ways to Update, in Markdown: with the answer to "are two links really needed?".

import * as vscode from 'vscode';
import type { Found, Reads, WayResult } from '../../worker/protocol/experiments.ts';
import type { Left } from '../../volume/updates/update.ts';
import { explainLeft, explainWriter } from '../explain/explainSteps.ts';
import { writerName } from '../explain/explainUpdate.ts';
import { asMarkdown } from '../tree/markdownText.ts';
import { howMeasured, share, table } from './reportTable.ts';

type FoundWays = Extract<Found, { kind: 'ways' }>;

export function waysReport(name: string, found: FoundWays): string {
  const { ways, milliseconds } = found;
  return [
    `# ${vscode.l10n.t('Are two links really needed?')}`,
    answer(ways),
    `## ${vscode.l10n.t('What readers got')}`,
    vscode.l10n.t(
      'Each writer made updates without a pause for {0} s, while two programs read two keys without a pause: one by their paths, one key after the other, the other one both in the directory that `..data` led to.',
      milliseconds / 1000,
    ),
    table(
      [
        vscode.l10n.t('Writer'),
        vscode.l10n.t('Updates'),
        vscode.l10n.t('Reads by path'),
        vscode.l10n.t('Mixtures'),
        vscode.l10n.t('Missing files'),
        vscode.l10n.t('Empty or partial files'),
        vscode.l10n.t('Reads through ..data'),
        vscode.l10n.t('Anything wrong there'),
      ],
      ways.map(rowOf),
    ),
    vscode.l10n.t(
      'Mixture: one key old, the other one new. By path it comes with every writer now and then, since an update may fall between the two opens. Through `..data` none is to come. –: this writer leaves programs no such directory.',
    ),
    list(ways.map(({ writer }) => `${writerName(writer)}: ${explainWriter(writer)}`)),
    `## ${vscode.l10n.t('What a crash in the middle leaves')}`,
    list(leftByCrashes(ways)),
    howMeasured(name, found),
  ].join('\n\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${asMarkdown(item)}`).join('\n');
}

/** One line for each kind, with an example of it and all writers whose crash leaves such a thing. */
function leftByCrashes(ways: readonly WayResult[]): string[] {
  const kinds = new Map<Left['left'], { example: Left; writers: string[] }>();
  for (const { writer, left } of ways) {
    for (const example of left) {
      const kind = kinds.get(example.left) ?? { example, writers: [] };
      kind.writers.push(writerName(writer));
      kinds.set(example.left, kind);
    }
  }
  return [...kinds.values()].map(({ example, writers }) =>
    [
      explainLeft(example, undefined),
      vscode.l10n.t('Left by a crash of: {0}.', writers.join(', ')),
    ].join(' '),
  );
}

function rowOf({ writer, updates, byPath, byVersion }: WayResult): string[] {
  const { reads, mixtures, missing, torn } = byPath;
  return [
    writerName(writer),
    String(updates),
    String(reads),
    share(mixtures, reads),
    share(missing, reads),
    share(torn, reads),
    ...(byVersion === undefined
      ? ['–', '–']
      : [String(byVersion.reads), share(wrongOf(byVersion), byVersion.reads)]),
  ];
}

function wrongOf({ mixtures, missing, torn }: Reads): number {
  return mixtures + missing + torn;
}

/** With the numbers of this run. */
function answer(ways: readonly WayResult[]): string {
  const of = (writer: WayResult['writer']) => ways.find((way) => way.writer === writer);
  const [one, two] = [of('one-link'), of('kubelet')];
  const mixed = (way: WayResult | undefined) =>
    share(way?.byPath.mixtures ?? 0, way?.byPath.reads ?? 1);
  return [
    vscode.l10n.t(
      '**Yes, for more than one key.** With one link for each key, {0} of the reads got one key old and the other one new, and no reader could have avoided it. With two links it was {1} for a reader that goes by path, and {2} of {3} for one that resolves `..data` first.',
      mixed(one),
      mixed(two),
      two?.byVersion === undefined ? 0 : wrongOf(two.byVersion),
      two?.byVersion?.reads ?? 0,
    ),
    vscode.l10n.t('What one link for each key cannot do:'),
    [
      vscode.l10n.t('change several keys at the same moment: each is renamed by itself;'),
      vscode.l10n.t('remove a key together with the change that makes it needless;'),
      vscode.l10n.t(
        'give programs one thing to watch: with `..data` there is one rename for an update, whatever the number of keys;',
      ),
      vscode.l10n.t(
        'give programs one directory to hold: whoever has resolved `..data` reads one version to its end.',
      ),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
    vscode.l10n.t(
      '**Where one link would do:** a single key. A link that is renamed over the one before is old or new and never in between: {0} of its reads were empty or partial.',
      share(one?.byPath.torn ?? 0, one?.byPath.reads ?? 1),
    ),
  ].join('\n\n');
}
