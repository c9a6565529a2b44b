// How each node of the tree looks: label, description, icon, tooltip, what it may be used for.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { KeyInfo, VolumeState } from '../worker/protocol.ts';
import { formatMode, formatSize, formatTime, summarize, shown } from './format.ts';
import { liveUri } from './keyUri.ts';
import { explainProblem } from './explainProblem.ts';
import { explainAccess, explainActive } from './explainState.ts';
import { idOf, type NodeOf, type TreeNode } from './nodes.ts';

const { t } = vscode.l10n;
const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Without a state the volume has not been looked at yet. */
export function treeItem(node: TreeNode, state: VolumeState | undefined): vscode.TreeItem {
  const item = state === undefined ? loading(node) : itemOf(node, state);
  item.id = idOf(node);
  return item;
}

function itemOf(node: TreeNode, state: VolumeState): vscode.TreeItem {
  switch (node.kind) {
    case 'volume':
      return volumeItem(state);
    case 'active':
      return withText(new vscode.TreeItem(t('Active'), Expanded), {
        description: state.active.state === 'read' ? shown(state.active.version) : '',
        tooltip: activeTooltip(state),
        icon: new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed')),
        contextValue: context('active', writable(state)),
      });
    case 'folder':
      return withText(new vscode.TreeItem(shown(basename(node.path)), Collapsed), {
        icon: vscode.ThemeIcon.Folder,
        contextValue: context('folder', writable(state)),
      });
    case 'key':
      return keyItem(node, state);
    case 'history':
      return withText(new vscode.TreeItem(t('History'), Collapsed), {
        description:
          state.versions.length === 1
            ? t('1 version seen')
            : t('{0} versions seen', state.versions.length),
        icon: new vscode.ThemeIcon('history'),
        contextValue: 'history',
      });
    case 'version':
      return versionItem(node, state);
    case 'problems':
      return withText(new vscode.TreeItem(t('Problems'), Collapsed), {
        description: String(state.problems.length),
        icon: WARNING,
        contextValue: 'problems',
      });
    case 'problem': {
      const problem = state.problems[node.index];
      const { short, long } =
        problem === undefined ? { short: '', long: '' } : explainProblem(problem);
      return withText(new vscode.TreeItem(short, None), {
        icon: WARNING,
        tooltip: [short, long],
        contextValue: 'problem',
      });
    }
    case 'state': {
      const { short, long } = explainActive(state.active) ?? { short: '', long: '' };
      return withText(new vscode.TreeItem(long, None), {
        icon: new vscode.ThemeIcon('info'),
        tooltip: [short, long],
        contextValue: 'state',
      });
    }
  }
}

function activeTooltip({ active }: VolumeState): string[] {
  if (active.state !== 'read') return [];
  const keys = active.keys.length === 1 ? t('1 key') : t('{0} keys', active.keys.length);
  const bytes = active.keys.reduce((sum, { size }) => sum + size, 0);
  return [shown(active.version), `${keys} · ${formatSize(bytes)}`];
}

const WARNING = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));

function volumeItem(state: VolumeState): vscode.TreeItem {
  const { dir, active } = state;
  const problem = explainActive(active);
  const access = explainAccess(state.access);
  // What changes comes first: in a narrow side bar the end is cut off.
  const words = [
    problem?.short ??
      (active.state === 'read' ? t('updated {0}', formatTime(active.writtenAt)) : ''),
    state.problems.length === 0
      ? ''
      : state.problems.length === 1
        ? t('1 problem')
        : t('{0} problems', state.problems.length),
    access === undefined ? '' : t('read-only'),
    kindOf(state),
    shown(dir),
  ];
  return withText(new vscode.TreeItem(shown(basename(dir)), Expanded), {
    description: words.filter((word) => word !== '').join(' · '),
    icon: volumeIcon(problem !== undefined, access !== undefined),
    tooltip: [shown(dir), kindOf(state), problem?.long, access, secrecyOf(state)],
    contextValue: context('volume', writable(state)),
  });
}

function volumeIcon(hasNoVersion: boolean, isReadOnly: boolean): vscode.ThemeIcon {
  if (hasNoVersion) return new vscode.ThemeIcon('circle-slash');
  return new vscode.ThemeIcon(isReadOnly ? 'lock' : 'layers');
}

function keyItem(node: NodeOf<'key'>, state: VolumeState): vscode.TreeItem {
  const info = state.active.state === 'read' ? find(state.active.keys, node.key) : undefined;
  const item = new vscode.TreeItem(shown(basename(node.key)), None);
  if (info === undefined) return item; // gone between two refreshes
  item.resourceUri = liveUri(node.dir, node.key);
  item.command = {
    command: 'projectedVolumes.openKey',
    title: t('Open Key'),
    arguments: [node],
  };
  const facts = [
    ...(info.isText ? [] : [t('binary')]),
    formatSize(info.size),
    formatMode(info.mode),
  ].join(' · ');
  return withText(item, {
    description: info.preview === undefined ? facts : `${facts} · ${info.preview}`,
    icon: state.secrecy === undefined ? vscode.ThemeIcon.File : new vscode.ThemeIcon('key'),
    tooltip: [shown(node.key), facts, secrecyOf(state)],
    contextValue: context('key', writable(state)),
  });
}

function versionItem(node: NodeOf<'version'>, state: VolumeState): vscode.TreeItem {
  const version = state.versions.find(({ name }) => name === node.version);
  if (version === undefined) return new vscode.TreeItem(shown(node.version), None);
  const where = version.isActive
    ? t('active')
    : version.isOnDisk
      ? t('still on disk')
      : version.isKept
        ? t('gone from disk, kept here')
        : t('gone from disk, contents not kept');
  const what = version.changes === undefined ? t('first seen') : summarize(version.changes);
  const item = new vscode.TreeItem(formatTime(version.writtenAt), None);
  item.command = {
    command: 'projectedVolumes.showChanges',
    title: t('Show What Changed'),
    arguments: [node],
  };
  return withText(item, {
    description: version.isActive ? `${where} · ${what}` : `${what} · ${where}`,
    icon: new vscode.ThemeIcon(version.isActive ? 'circle-filled' : 'circle-outline'),
    tooltip: [shown(version.name), where, what],
    contextValue: context('version', [
      ...(version.isActive ? ['active'] : []),
      ...(version.isKept ? ['kept'] : []),
      ...writable(state),
    ]),
  });
}

function loading(node: TreeNode): vscode.TreeItem {
  // Expanded as it will be: VS Code keeps what it saw first.
  const item = new vscode.TreeItem(shown(basename(node.dir)), Expanded);
  item.description = `${node.dir} · ${t('looking…')}`;
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  return item;
}

function kindOf({ origin }: VolumeState): string {
  if (origin === undefined) return '';
  switch (origin.kind) {
    case 'configMap':
      return 'ConfigMap';
    case 'secret':
      return 'Secret';
    case 'projected':
      return t('projected');
    case 'downwardAPI':
      return t('downward API');
  }
}

function secrecyOf({ secrecy }: VolumeState): string {
  if (secrecy === undefined) return '';
  switch (secrecy) {
    case 'kind':
      return t('Values are hidden: it is a Secret or holds one.');
    case 'tmpfs':
      return t('Values are hidden: it is a tmpfs, where Secrets are kept.');
    case 'key':
      return t('Values are hidden: one of the keys looks like a credential.');
  }
}

function find(keys: readonly KeyInfo[], key: string): KeyInfo | undefined {
  return keys.find((info) => info.key === key);
}

function writable(state: VolumeState): string[] {
  return state.access === 'writable' ? ['writable'] : [];
}

/** Tokens that menus match as words: `key writable`. */
function context(kind: string, tokens: readonly string[]): string {
  return [kind, ...tokens].join(' ');
}

interface Text {
  description?: string;
  icon: vscode.ThemeIcon;
  /** Paragraphs of plain text. */
  tooltip?: readonly (string | undefined)[];
  contextValue: string;
}

function withText(item: vscode.TreeItem, text: Text): vscode.TreeItem {
  const label = typeof item.label === 'string' ? item.label : '';
  if (text.description !== undefined) item.description = text.description;
  item.iconPath = text.icon;
  item.contextValue = text.contextValue;
  item.accessibilityInformation = {
    label: [label, text.description ?? ''].filter((part) => part !== '').join(', '),
  };
  if (text.tooltip !== undefined) {
    // Appended as text: Markdown would load images and follow links, even untrusted.
    const markdown = new vscode.MarkdownString();
    const paragraphs = text.tooltip.filter((part) => part !== undefined && part !== '');
    markdown.appendText(paragraphs.join('\n\n'));
    item.tooltip = markdown;
  }
  return item;
}
