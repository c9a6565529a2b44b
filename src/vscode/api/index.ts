// The API for other extensions, loaded with the first that asks. What they pass is checked: they may be JavaScript.

import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { ProjectedVolumesApi, Volume, VolumeChange } from '../../api.ts';
import type { Publisher } from '../editing/publisher.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { ApiError } from './apiError.ts';
import { Consent } from './consent.ts';
import { publicVolume } from './publicVolume.ts';
import { publishChanges } from './publishChanges.ts';
import { readValues } from './readValues.ts';

const VERSION = 1;

export interface ApiParts {
  volumes: Volumes;
  publisher: Publisher;
}

export class ApiMaker {
  readonly #parts: ApiParts;
  readonly #consent = new Consent();
  readonly #changed = new vscode.EventEmitter<VolumeChange>();
  /** As they were told of last. */
  readonly #shown = new Map<string, Volume>();

  constructor(parts: ApiParts) {
    const { volumes } = parts;
    this.#parts = parts;
    for (const volume of this.#volumes()) this.#shown.set(volume.dir, volume);
    volumes.onDidChange(({ dir, after }) => this.#tell(dir, publicVolume(after)));
    volumes.onDidChangeList(() => {
      for (const dir of this.#shown.keys()) if (!volumes.has(dir)) this.#tell(dir);
    });
  }

  async apiFor(version: unknown, extensionId: unknown): Promise<ProjectedVolumesApi> {
    const extension =
      typeof extensionId === 'string' ? vscode.extensions.getExtension(extensionId) : undefined;
    if (version !== VERSION || extension === undefined) {
      throw new ApiError(
        'unsupported',
        vscode.l10n.t(
          'This is version {0} of the API, for extensions that are installed.',
          VERSION,
        ),
      );
    }
    const { displayName = extension.id } = extension.packageJSON as { displayName?: string };
    const asker = { id: extension.id, name: displayName };
    const { volumes, publisher } = this.#parts;
    await volumes.begin();
    return {
      version: VERSION,
      volumes: () => this.#volumes(),
      onDidChange: this.#changed.event,
      readValues: async (volume, keys, options) =>
        readValues(volumes, this.#consent, asker, volume, keys, options),
      publish: async (volume, changes) =>
        publishChanges(volumes, publisher, asker, volume, changes),
    };
  }

  #volumes(): Volume[] {
    const { volumes } = this.#parts;
    return volumes.dirs.flatMap((dir) => volumes.state(dir) ?? []).map(publicVolume);
  }

  /** Much of a state is for our own view only: what looks the same from outside is no change. */
  #tell(dir: string, after?: Volume): void {
    const before = this.#shown.get(dir);
    if (after === undefined) this.#shown.delete(dir);
    else this.#shown.set(dir, after);
    if (isDeepStrictEqual(before, after)) return;
    this.#changed.fire({ dir, ...(before && { before }), ...(after && { after }) });
  }
}
