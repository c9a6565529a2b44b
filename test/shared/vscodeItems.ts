// Classes and numbers of the module `vscode` that only hold something.

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  static readonly Folder = new ThemeIcon('folder');
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  value: string;

  constructor(value = '') {
    this.value = value;
  }

  appendText(text: string): this {
    this.value += text;
    return this;
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;

  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class FileSystemError extends Error {
  static FileNotFound = (about: unknown) => new FileSystemError(`not found: ${String(about)}`);
  static FileExists = (about: unknown) => new FileSystemError(`exists: ${String(about)}`);
  static NoPermissions = (about: unknown) => new FileSystemError(`refused: ${String(about)}`);
  static Unavailable = (about: unknown) => new FileSystemError(`unavailable: ${String(about)}`);
  static FileIsADirectory = (about: unknown) => new FileSystemError(`folder: ${String(about)}`);
}

export class Range {
  readonly from: readonly [line: number, character: number];

  constructor(line: number, character: number) {
    this.from = [line, character];
  }
}

export class Diagnostic {
  readonly message: string;
  source?: string;

  constructor(_range: Range, message: string) {
    this.message = message;
  }
}

export class CodeAction {
  readonly title: string;

  constructor(title: string) {
    this.title = title;
  }
}

export class DataTransferItem {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  async asString(): Promise<string> {
    return this.value;
  }

  asFile(): undefined {
    return undefined;
  }
}

export const CodeActionKind = { QuickFix: 'quickfix' };
export const DiagnosticSeverity = { Warning: 1 };
export const InputBoxValidationSeverity = { Warning: 2 };
export const FileType = { File: 1, Directory: 2 };
export const FilePermission = { Readonly: 1 };
export const FileChangeType = { Changed: 1, Created: 2, Deleted: 3 };
export const ProgressLocation = { Notification: 15 };
export const QuickPickItemKind = { Separator: -1 };
export const TreeItemCheckboxState = { Unchecked: 0, Checked: 1 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const TextEditorSelectionChangeKind = { Keyboard: 1, Mouse: 2, Command: 3 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
