// The values of a Secret of a manifest, decoded: a document of our own, so that they are on disk in base64 only. Saving it
// changes the manifest. Like a secret key it is read for those who asked to see it, and closes after a minute; and as of a
// key, VS Code backs up what is typed and not saved. The person is told before it opens.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ManifestFailure } from '../../manifest/failure.ts';
import { shown } from '../explain/format.ts';
import { digestOf } from '../../volume/read/snapshot.ts';
import type { Client } from '../volumes/volumes.ts';
import type { Reveals } from './reveal.ts';

export class SecretFileSystem implements vscode.FileSystemProvider {
  readonly #client: Client;
  readonly #reveals: Reveals;
  /** By address: the digest of the values, undefined where they cannot be read, and since when. */
  readonly #seen = new Map<string, { digest: string | undefined; mtime: number }>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.#changed.event;

  constructor(client: Client, reveals: Reveals) {
    this.#client = client;
    this.#reveals = reveals;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {}); // VS Code compares the times when it saves
  }

  /**
   * The time at which the manifest had these values first: whoever saves over another's change of them is asked by VS
   * Code. Changes of the rest, such as of another Secret in it, are kept by a save, and so are no conflict.
   */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { manifest } = placeOf(uri);
    const { ctime, mtime } = await vscode.workspace.fs.stat(manifest);
    const read = await this.#read(uri, await textOf(manifest));
    const digest = read.ok ? digestOf(Buffer.from(read.text)) : undefined;
    const seen = this.#seen.get(uri.toString());
    const since = seen !== undefined && seen.digest === digest ? seen.mtime : mtime;
    this.#seen.set(uri.toString(), { digest, mtime: since });
    return { type: vscode.FileType.File, ctime, mtime: since, size: 0 };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (!this.#reveals.isRevealed(uri)) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('The values are hidden. Edit a Secret’s Values shows them for a minute.'),
      );
    }
    const manifest = await textOf(placeOf(uri).manifest);
    await this.#checkName(uri, manifest);
    const read = await this.#read(uri, manifest);
    if (!read.ok) throw vscode.FileSystemError.Unavailable(await explained(read.failure));
    return new TextEncoder().encode(read.text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const { manifest: file, index } = placeOf(uri);
    if (!vscode.workspace.isTrusted) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('Nothing is changed from a workspace in restricted mode. Trust it first.'),
      );
    }
    const isUnsaved = vscode.workspace.textDocuments.some(
      (document) => document.isDirty && document.uri.toString() === file.toString(),
    );
    if (isUnsaved) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t(
          '{0} has unsaved changes in an editor. Save them, then save the values again.',
          shown(basename(file.path)),
        ),
      );
    }
    const manifest = await textOf(file);
    await this.#checkName(uri, manifest);
    const values = new TextDecoder('utf-8', { fatal: true }).decode(content);
    const written = await this.#client.request('writeSecretValues', { manifest, index, values });
    if (!written.ok) {
      throw vscode.FileSystemError.NoPermissions(await explained(written.failure));
    }
    if (written.text === manifest) return;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(written.text));
  }

  async #read(uri: vscode.Uri, manifest: string) {
    return this.#client.request('readSecretValues', { manifest, index: placeOf(uri).index });
  }

  /** The file may have changed since: another Secret may be where this one was. */
  async #checkName(uri: vscode.Uri, manifest: string): Promise<void> {
    const { manifest: file, index } = placeOf(uri);
    const name = basename(uri.path, '.yaml');
    const { nameOf } = await import('../explain/explainManifestNotes.ts');
    const sources = [{ name: basename(file.path), text: manifest }];
    const read = await this.#client.request('readManifest', { sources });
    const object = read.ok ? read.manifest.objects[index] : undefined;
    if (object !== undefined && nameOf(object) === name) return;
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t(
        'Secret {0} is not where it was in {1}. Nothing was changed. Open its values again.',
        shown(name),
        shown(basename(file.path)),
      ),
    );
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

function placeOf(uri: vscode.Uri): { manifest: vscode.Uri; index: number } {
  const query = new URLSearchParams(uri.query);
  return {
    manifest: vscode.Uri.parse(query.get('manifest') ?? ''),
    index: Number(query.get('index')),
  };
}

/** The sentences load with the first failure: few windows need them. */
async function explained(failure: ManifestFailure): Promise<string> {
  const { explainManifestFailure } = await import('../explain/explainManifest.ts');
  return explainManifestFailure(failure);
}

/** With its byte order mark, so that it is there afterwards. */
async function textOf(manifest: vscode.Uri): Promise<string> {
  const data = await vscode.workspace.fs.readFile(manifest);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
}
