// The documents that VS Code has asked for, and the folders that it has listed or watches.

import type * as vscode from 'vscode';

type Address = Pick<vscode.Uri, 'authority' | 'path'>;

export class AskedKeys {
  readonly #documents = new Set<string>();
  readonly #folders = new Set<string>();

  get isEmpty(): boolean {
    return this.#documents.size + this.#folders.size === 0;
  }

  /** Also one that is not there: VS Code waits for it. */
  add({ authority, path }: Address): void {
    this.#documents.add(authority + path);
  }

  /** Whatever is in the folder, from now on. */
  addFolder({ authority, path }: Address): void {
    this.#folders.add(`${authority}${path}/`);
  }

  has({ authority, path }: Address): boolean {
    const address = authority + path;
    return (
      this.#documents.has(address) ||
      [...this.#folders].some((folder) => address.startsWith(folder))
    );
  }
}
