// As much of VS Code as src/vscode uses below the tree, so that it runs in plain Node. The build of the unit tests puts
// it in the place of the module `vscode`. `person` answers the questions and keeps what was said; `editor` is what
// happens to documents.

import { Disposable, EventEmitter, Uri } from './vscodeBasics.ts';
import { FileSystemError, FileType, TextEditorSelectionChangeKind } from './vscodeItems.ts';

export * from './vscodeBasics.ts';
export * from './vscodeItems.ts';

export const l10n = {
  t: (message: string, ...values: (string | number)[]): string =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

/** A button of a question, or the label of a row to pick; undefined closes it. May do something first. */
type Answer = string | undefined | (() => string | undefined | Promise<string | undefined>);

/** What the person sees and says. A question without an answer left is closed. */
export const person = {
  answers: [] as Answer[],
  /** Texts of questions and messages, with the details and the buttons. */
  told: [] as { text: string; detail?: string; buttons: string[]; severity?: string }[],
  /** Everything that was in lists to pick from. */
  rows: [] as PickItem[],
  /** Editors: their texts, or the paths of files. */
  shown: [] as { text: string; options?: unknown }[],
  reset(): void {
    this.answers = [];
    this.told = [];
    this.rows = [];
    this.shown = [];
  },
};

async function answer(): Promise<string | undefined> {
  const next = person.answers.shift();
  return typeof next === 'function' ? next() : next;
}

async function message(
  severity: string,
  text: string,
  more: unknown[],
): Promise<string | undefined> {
  const [options] = more;
  const isOptions = typeof options === 'object' && options !== null;
  const buttons = (isOptions ? more.slice(1) : more) as string[];
  const detail = isOptions && 'detail' in options ? String(options.detail) : undefined;
  person.told.push({ text, severity, buttons, ...(detail !== undefined && { detail }) });
  return buttons.length === 0 ? undefined : answer();
}

interface PickItem {
  label: string;
  description?: string;
  detail?: string;
}

interface InputBox {
  title?: string;
  prompt?: string;
  value?: string;
  validateInput?: (text: string) => unknown;
}

const selectionChanged = new EventEmitter<unknown>();

/** What was given to the latest tree view. */
export const shownTree: {
  provider?: unknown;
  badge?: { value: number };
  options?: Record<string, unknown>;
  revealed?: unknown;
  reveal?: ((node: unknown) => Promise<void>) | undefined;
} = {};

/** Fires what is selected in it. */
export const rowsSelected = new EventEmitter<{ selection: readonly unknown[] }>();

/** Fire a row of it that someone opens or closes. */
export const rowOpened = new EventEmitter<{ element: unknown }>();
export const rowClosed = new EventEmitter<{ element: unknown }>();

/** The latest item of each id. */
export const statusBar = new Map<
  string,
  { isShown: boolean; text?: string; tooltip?: string; command?: unknown }
>();

export const window = {
  activeTextEditor: undefined as { document: unknown } | undefined,
  createTreeView: (_id: string, options: { treeDataProvider: unknown }) => {
    shownTree.provider = options.treeDataProvider;
    return Object.assign(shownTree, {
      options,
      onDidChangeCheckboxState: new EventEmitter<unknown>().event,
      onDidChangeSelection: rowsSelected.event,
      onDidExpandElement: rowOpened.event,
      onDidCollapseElement: rowClosed.event,
      reveal: async (node: unknown) => void (shownTree.revealed = node),
      dispose: () => {},
    });
  },
  showInformationMessage: async (text: string, ...more: unknown[]) => message('info', text, more),
  showWarningMessage: async (text: string, ...more: unknown[]) => message('warning', text, more),
  showErrorMessage: async (text: string, ...more: unknown[]) => message('error', text, more),
  /** Where several can be picked the answer is their labels, with a comma between. */
  showQuickPick: async (
    items: PickItem[],
    options: { placeHolder?: string; title?: string; canPickMany?: boolean },
  ) => {
    const text = options.placeHolder ?? options.title ?? '';
    person.told.push({ text, buttons: items.map(({ label }) => label) });
    person.rows.push(...items);
    const label = await answer();
    return options.canPickMany === true && label !== undefined
      ? items.filter((item) => label.split(',').includes(item.label))
      : items.find((item) => item.label === label);
  },
  createStatusBarItem: (id: string) => {
    const item = { isShown: false, show: () => {}, hide: () => {}, dispose: () => {} };
    item.show = () => void (item.isShown = true);
    item.hide = () => void (item.isShown = false);
    statusBar.set(id, item);
    return item;
  },
  /** What is not valid is said, and asked for again. */
  showInputBox: async (options: InputBox): Promise<string | undefined> => {
    const { title = '', prompt = '', value, validateInput } = options;
    const text = title === '' ? prompt : `${title}: ${prompt}`;
    person.told.push({ text, buttons: [], ...(value !== undefined && { detail: value }) });
    const typed = await answer();
    const refusal = typed === undefined ? undefined : await validateInput?.(typed);
    if (typeof refusal !== 'string') return typed;
    person.told.push({ text: refusal, buttons: [] });
    return window.showInputBox(options);
  },
  showOpenDialog: async () => {
    person.told.push({ text: 'open dialog', buttons: [] });
    const path = await answer();
    return path?.split('\n').map((each) => Uri.file(each));
  },
  showSaveDialog: async () => undefined,
  showTextDocument: async (shown: Uri | TextDocument, options?: unknown) => {
    person.shown.push({ text: shown instanceof TextDocument ? shown.text : shown.path, options });
  },
  /** The editor in front shows `input`. */
  tabGroups: {
    all: [] as { tabs: { input: unknown; isDirty: boolean; label: string }[] }[],
    activeTabGroup: {} as { activeTab?: { input: unknown } },
    close: async (closed: unknown[]) => {
      for (const group of window.tabGroups.all) {
        group.tabs = group.tabs.filter((tab) => !closed.includes(tab));
      }
    },
  },
  setStatusBarMessage: (text: string) => void person.told.push({ text, buttons: [] }),
  withProgress: async (
    _options: unknown,
    task: (progress: unknown, token: unknown) => Promise<unknown>,
  ) => task({ report: () => {} }, { onCancellationRequested: () => {} }),
  onDidChangeTextEditorSelection: selectionChanged.event,
};

/** A document, as far as it is followed. */
export class TextDocument {
  readonly uri: Uri;
  text: string;
  isDirty = false;
  isClosed = false;
  languageId = 'plaintext';
  /** How often its text was asked for. */
  reads = 0;

  constructor(uri: Uri, text = '') {
    this.uri = uri;
    this.text = text;
  }

  get isUntitled(): boolean {
    return this.uri.scheme === 'untitled';
  }

  getText(): string {
    this.reads++;
    return this.text;
  }

  async save(): Promise<boolean> {
    editor.save(this);
    return true;
  }
}

interface Change {
  rangeOffset: number;
  rangeLength: number;
  text: string;
}

const opened = new EventEmitter<TextDocument>();
const closed = new EventEmitter<TextDocument>();
const changed = new EventEmitter<{ document: TextDocument; contentChanges: readonly Change[] }>();
const saved = new EventEmitter<TextDocument>();
const foldersChanged = new EventEmitter<{ added: Folder[]; removed: Folder[] }>();
const created = new EventEmitter<Uri>();

interface Folder {
  uri: Uri;
}

/** The latest file system that was registered. */
export const shownFiles: { provider?: unknown } = {};

/** Path → text; what another path begins with is a folder. */
const files = new Map<string, string>();

function isFolder(path: string): boolean {
  return [...files.keys()].some((each) => each.startsWith(`${path}/`));
}
/** By scheme. */
export const contentProviders = new Map<string, unknown>();

export const workspace = {
  files,
  fs: {
    /** As VS Code has it: undefined where no file system is behind a scheme. */
    isWritableFileSystem: (scheme: string) => (scheme === 'file' ? true : undefined),
    stat: async ({ path }: Uri) => {
      const text = files.get(path);
      if (text !== undefined) return { type: FileType.File, size: text.length };
      if (!isFolder(path)) throw FileSystemError.FileNotFound(path);
      return { type: FileType.Directory, size: 0 };
    },
    readFile: async ({ path }: Uri) => Buffer.from(files.get(path) ?? ''),
    writeFile: async ({ path }: Uri, data: Uint8Array) =>
      void files.set(path, Buffer.from(data).toString()),
    readDirectory: async ({ path }: Uri) => {
      const below = [...files.keys()].filter((each) => each.startsWith(`${path}/`));
      const names = new Set(below.map((each) => each.slice(path.length + 1).split('/')[0] ?? ''));
      return [...names].map((name) => [
        name,
        isFolder(`${path}/${name}`) ? FileType.Directory : FileType.File,
      ]);
    },
  },
  isTrusted: true,
  textDocuments: [] as TextDocument[],
  openTextDocument: async (what: Uri | { content: string }) =>
    what instanceof Uri
      ? (workspace.textDocuments.find(({ uri }) => uri.toString() === what.toString()) ??
        new TextDocument(what, files.get(what.path)))
      : new TextDocument(Uri.file('/untitled'), what.content),
  workspaceFolders: [] as Folder[],
  /** By `section.name`. */
  settings: new Map<string, unknown>(),
  getConfiguration: (section: string) => ({
    get: (name: string, fallback?: unknown) =>
      workspace.settings.get(`${section}.${name}`) ?? fallback,
  }),
  onDidOpenTextDocument: opened.event,
  onDidCloseTextDocument: closed.event,
  onDidChangeTextDocument: changed.event,
  onDidSaveTextDocument: saved.event,
  onDidChangeWorkspaceFolders: foldersChanged.event,
  registerFileSystemProvider: (_scheme: string, provider: unknown) => {
    shownFiles.provider = provider;
    return new Disposable(() => {});
  },
  registerTextDocumentContentProvider: (scheme: string, provider: unknown) => {
    contentProviders.set(scheme, provider);
    return new Disposable(() => contentProviders.delete(scheme));
  },
  createFileSystemWatcher: () => ({ onDidCreate: created.event, dispose: () => {} }),
};

/** What happens to documents and folders, in the order of VS Code's events. */
export const editor = {
  open(document: TextDocument): void {
    workspace.textDocuments.push(document);
    opened.fire(document);
  },
  close(document: TextDocument): void {
    workspace.textDocuments = workspace.textDocuments.filter((each) => each !== document);
    document.isClosed = true;
    closed.fire(document);
  },
  /** As VS Code does it: the document is closed and opened, and is the same, unsaved text and all. */
  changeLanguage(document: TextDocument, languageId: string): void {
    closed.fire(document);
    document.languageId = languageId;
    opened.fire(document);
  },
  /** One event; the changes do not overlap, and their places are those before any of them. */
  change(document: TextDocument, ...contentChanges: Change[]): void {
    const descending = contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { rangeOffset, rangeLength, text } of descending) {
      const { text: before } = document;
      document.text = before.slice(0, rangeOffset) + text + before.slice(rangeOffset + rangeLength);
    }
    document.isDirty = true;
    changed.fire({ document, contentChanges: descending });
  },
  /** What it shows without unsaved changes is another text now. */
  reload(document: TextDocument, text: string): void {
    const rangeLength = document.text.length;
    document.text = text;
    changed.fire({ document, contentChanges: [{ rangeOffset: 0, rangeLength, text }] });
  },
  save(document: TextDocument): void {
    document.isDirty = false;
    changed.fire({ document, contentChanges: [] });
    saved.fire(document);
  },
  moveCursor(document: TextDocument): void {
    selectionChanged.fire({
      textEditor: { document },
      kind: TextEditorSelectionChangeKind.Keyboard,
    });
  },
  /** On disk, where the workspace's folders are watched. */
  create(path: string): void {
    created.fire(Uri.file(path));
  },
  removeFolder(path: string): void {
    const removed = workspace.workspaceFolders.filter(({ uri }) => uri.path === path);
    workspace.workspaceFolders = workspace.workspaceFolders.filter(({ uri }) => uri.path !== path);
    foldersChanged.fire({ added: [], removed });
  },
};

/** What the Problems panel shows, by address, and what offers a repair there. */
export const problemsPanel = {
  entries: new Map<string, { message: string }[]>(),
  provider: undefined as unknown,
};

export const languages = {
  createDiagnosticCollection: () => ({
    set: (uri: Uri, found: { message: string }[]) => problemsPanel.entries.set(String(uri), found),
    delete: (uri: Uri) => problemsPanel.entries.delete(String(uri)),
    dispose: () => problemsPanel.entries.clear(),
  }),
  registerCodeActionsProvider: (_selector: unknown, provider: unknown) => {
    problemsPanel.provider = provider;
    return new Disposable(() => {});
  },
  /** Those that were set. */
  chosen: [] as string[],
  getLanguages: async () => ['plaintext', 'json', 'yaml'],
  setTextDocumentLanguage: async (document: TextDocument, languageId: string) => {
    languages.chosen.push(languageId);
    editor.changeLanguage(document, languageId);
  },
};

/** The commands that were run, with their arguments. */
export const executed: unknown[][] = [];

const registered = new Map<string, (...values: unknown[]) => unknown>();

/** Configurations of the debug sessions that were started. */
export const debug = {
  started: [] as unknown[],
  startDebugging: async (_folder: unknown, configuration: unknown) => {
    debug.started.push(configuration);
    return true;
  },
};

/** What runs in a debug session. */
export class DebugAdapterInlineImplementation {
  readonly implementation: unknown;

  constructor(implementation: unknown) {
    this.implementation = implementation;
  }
}

export const commands = {
  registerCommand: (name: string, handler: (...values: unknown[]) => unknown) => {
    registered.set(name, handler);
    return new Disposable(() => registered.delete(name));
  },
  executeCommand: async (name: string, ...values: unknown[]) => {
    executed.push([name, ...values]);
    return registered.get(name)?.(...values);
  },
};

interface Tool {
  prepareInvocation(options: { input: unknown }): unknown;
  invoke(options: { input: unknown }): Promise<{ content: { value: string }[] }>;
}

export const lm = {
  tools: new Map<string, Tool>(),
  registerTool: (name: string, tool: Tool) => {
    lm.tools.set(name, tool);
    return new Disposable(() => lm.tools.delete(name));
  },
};

export class LanguageModelTextPart {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

export class LanguageModelToolResult {
  readonly content: unknown[];

  constructor(content: unknown[]) {
    this.content = content;
  }
}

/** What was copied last. */
export const clipboard = { text: '' };
export const env = {
  clipboard: { writeText: async (text: string) => void (clipboard.text = text) },
};
interface Task {
  name: string;
  source: string;
}

const taskEnded = new EventEmitter<{ execution: { task: Task } }>();

export const tasks = {
  all: [] as Task[],
  /** Names of those that were started. */
  started: [] as string[],
  fetched: 0,
  refusal: undefined as Error | undefined,
  running: undefined as { task: Task } | undefined,
  reset(all: Task[]): void {
    Object.assign(tasks, { all, started: [], fetched: 0, refusal: undefined, running: undefined });
  },
  end(): void {
    const { running } = tasks;
    tasks.running = undefined;
    if (running !== undefined) taskEnded.fire({ execution: running });
  },
  fetchTasks: async () => {
    tasks.fetched++;
    return tasks.all;
  },
  executeTask: async (task: Task) => {
    if (tasks.refusal !== undefined) throw tasks.refusal;
    tasks.started.push(task.name);
    return (tasks.running = { task });
  },
  onDidEndTask: taskEnded.event,
};

export const extensions = {
  installed: [] as { id: string; packageJSON: { displayName?: string } }[],
  getExtension: (id: string) => extensions.installed.find((extension) => extension.id === id),
};

/** Tabs are looked for when a value hides again. */
export class TabInputText {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }
}
export class TabInputTextDiff {
  readonly original: Uri;
  readonly modified: Uri;

  constructor(original: Uri, modified: Uri) {
    this.original = original;
    this.modified = modified;
  }
}
export class TabInputCustom {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }
}
