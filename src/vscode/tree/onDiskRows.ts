// The rows of "On disk". The worker lists the directory when VS Code asks for these rows. When the state says that the
// listing is out of date, VS Code is told, and asks again only for rows that are in sight.

import * as vscode from 'vscode';
import type { DiskEntry, OnDisk } from '../../volume/read/onDisk.ts';
import { explainError } from '../explain/explainFailure.ts';
import { formatMode, formatSize, formatTime, shown } from '../explain/format.ts';
import { explainMore, explainRole } from '../explain/explainOnDisk.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { paragraphs, WARNING, withText } from './itemText.ts';
import type { NodeOf, TreeNode } from './nodes.ts';

interface Listing {
  /** Of the state before it was listed. */
  revision: number | undefined;
  entries: ReadonlyMap<string, DiskEntry>;
  /** What stands below the entries: how many more there are, or why there are none. */
  note: string | undefined;
  count: string | undefined;
}

const { None } = vscode.TreeItemCollapsibleState;

export class OnDiskRows {
  readonly #volumes: Volumes;
  readonly #refresh: (group: NodeOf<'onDisk'>) => void;
  readonly #listings = new Map<string, Listing>();
  /** Volumes of which the rows were in sight, and are not now. */
  readonly #closed = new Set<string>();

  /** @param refresh has VS Code ask for the rows of this group again */
  constructor(volumes: Volumes, refresh: (group: NodeOf<'onDisk'>) => void) {
    this.#volumes = volumes;
    this.#refresh = refresh;
  }

  /** To be called with each new state. */
  follow(dir: string): void {
    const listing = this.#listings.get(dir);
    if (listing === undefined || listing.revision === this.#volumes.state(dir)?.disk) return;
    if (!this.#closed.has(dir)) this.#refresh({ kind: 'onDisk', dir });
  }

  /** Someone closed the group, or the volume that it is in: VS Code would ask for the rows all the same. */
  closed(dir: string): void {
    this.#closed.add(dir);
  }

  opened(dir: string): void {
    this.#closed.delete(dir);
    this.follow(dir);
  }

  forget(dir: string): void {
    this.#listings.delete(dir);
    this.#closed.delete(dir);
  }

  async children(dir: string): Promise<TreeNode[]> {
    const before = this.#listings.get(dir);
    const revision = this.#volumes.state(dir)?.disk;
    const listing = await this.#list(dir, revision);
    this.#listings.set(dir, listing);
    // How many there are stands on the group's own row, which VS Code has drawn by now.
    if (listing.count !== before?.count) this.#refresh({ kind: 'onDisk', dir });
    const entries = [...listing.entries.keys()].map((name): TreeNode => ({
      kind: 'entry',
      dir,
      name,
    }));
    return listing.note === undefined ? entries : [...entries, { kind: 'entryNote', dir }];
  }

  async #list(dir: string, revision: number | undefined): Promise<Listing> {
    try {
      const { entries, more, isAtLeast } = await this.#volumes.client.request('onDisk', { dir });
      return {
        revision,
        entries: new Map(entries.map((entry) => [entry.name, entry])),
        note: more === 0 ? undefined : explainMore(more, isAtLeast),
        count: explainCount({ entries, more, isAtLeast }),
      };
    } catch (error) {
      return { revision, entries: new Map(), note: explainError(error, dir), count: undefined };
    }
  }

  /** How many entries there were when it was last listed. */
  count(dir: string): string | undefined {
    return this.#listings.get(dir)?.count;
  }

  entryItem({ dir, name }: NodeOf<'entry'>): vscode.TreeItem {
    const item = new vscode.TreeItem(shown(name), None);
    const entry = this.#listings.get(dir)?.entries.get(name);
    if (entry === undefined) return item; // gone between two refreshes
    const { short } = explainRole(entry.role);
    const target = entry.target === undefined ? undefined : shown(entry.target);
    return withText(item, {
      description: [target === undefined ? '' : `→ ${target}`, short]
        .filter((part) => part !== '')
        .join(' · '),
      said: [target === undefined ? shown(name) : `${shown(name)} → ${target}`, short],
      icon: iconOf(entry),
      contextValue: 'entry',
    });
  }

  noteItem({ dir }: NodeOf<'entryNote'>): vscode.TreeItem {
    const note = this.#listings.get(dir)?.note ?? '';
    return withText(new vscode.TreeItem(note, None), {
      icon: new vscode.ThemeIcon('info'),
      tooltip: [note],
      contextValue: 'entryNote',
    });
  }

  /** Made when the pointer rests on the row: only then the entry itself is looked at. */
  async tooltip({ dir, name }: NodeOf<'entry'>): Promise<vscode.MarkdownString> {
    const entry = this.#listings.get(dir)?.entries.get(name);
    if (entry === undefined) return new vscode.MarkdownString();
    const target = entry.target === undefined ? '' : ` → ${shown(entry.target)}`;
    const facts = await this.#facts(dir, name);
    return paragraphs([`${shown(name)}${target}`, explainRole(entry.role).long, ...facts]);
  }

  async #facts(dir: string, name: string): Promise<string[]> {
    try {
      const stat = await this.#volumes.client.request('statEntry', { dir, name });
      const [, inode = ''] = stat.id.split(':');
      const owner = `${stat.uid}:${stat.gid}`;
      return [
        [
          vscode.l10n.t('inode {0}', inode),
          formatMode(stat.mode),
          vscode.l10n.t('owner {0}', owner),
          formatSize(stat.size),
        ].join(' · '),
        vscode.l10n.t(
          'written {0} · changed {1}',
          formatTime(stat.mtimeMs),
          formatTime(stat.ctimeMs),
        ),
      ];
    } catch {
      return []; // gone since it was listed: the rest is still right
    }
  }
}

function explainCount({ entries, more, isAtLeast }: OnDisk): string {
  const count = entries.length + more;
  if (isAtLeast) return vscode.l10n.t('more than {0} entries', count);
  return count === 1 ? vscode.l10n.t('1 entry') : vscode.l10n.t('{0} entries', count);
}

/** A timestamp directory's name leaves no room in a narrow side bar for what it is. */
function iconOf({ kind, role }: DiskEntry): vscode.ThemeIcon {
  if (role === 'in-the-way' || role === 'left-over') return WARNING;
  if (role === 'active') return new vscode.ThemeIcon('folder-active');
  if (role === 'in-the-making') return new vscode.ThemeIcon('new-folder');
  if (role === 'kept') return new vscode.ThemeIcon('archive');
  return iconOfKind(kind);
}

function iconOfKind(kind: DiskEntry['kind']): vscode.ThemeIcon {
  switch (kind) {
    case 'directory':
      return new vscode.ThemeIcon('folder');
    case 'link':
      return new vscode.ThemeIcon('file-symlink-file');
    case 'file':
    case 'other':
      return new vscode.ThemeIcon('file');
  }
}
