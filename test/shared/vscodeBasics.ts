// Events, disposables and addresses, as the module `vscode` has them.

import { posix } from 'node:path';

type Listener<T> = (event: T) => unknown;

export class Disposable {
  readonly #dispose: () => void;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }

  dispose(): void {
    this.#dispose();
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

interface UriParts {
  scheme: string;
  authority: string;
  path: string;
  query?: string;
}

export class Uri implements UriParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;

  private constructor({ scheme, authority, path, query = '' }: UriParts) {
    this.query = query;
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
  }

  static file(path: string): Uri {
    return new Uri({ scheme: 'file', authority: '', path });
  }

  static parse(text: string): Uri {
    const [, scheme = '', authority = '', path = '', query = ''] =
      /^(.+?):\/\/([^/]*)([^?]*)\??(.*)$/.exec(text) ?? [];
    return new Uri({
      scheme,
      authority: decodeURIComponent(authority),
      path: decodeURI(path),
      query: decodeURIComponent(query),
    });
  }

  static joinPath(uri: Uri, ...names: string[]): Uri {
    return uri.with({ path: posix.join(uri.path, ...names) });
  }

  get fsPath(): string {
    return this.path;
  }

  with(parts: Partial<UriParts>): Uri {
    const { scheme, authority, path, query } = this;
    return new Uri({ scheme, authority, path, query, ...parts });
  }

  toString(): string {
    const query = this.query === '' ? '' : `?${encodeURIComponent(this.query)}`;
    return `${this.scheme}://${encodeURIComponent(this.authority)}${encodeURI(this.path)}${query}`;
  }
}
