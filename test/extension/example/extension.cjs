'use strict';
// Counts up a number in a volume, and knows nothing of Projected Volumes but its API: as the README tells its readers.

const vscode = require('vscode');

/** @typedef {import('../../../src/api.ts').ProjectedVolumesApi} Api */
/** @typedef {import('../../../src/api.ts').ProjectedVolumesExports} Exports */
/** @typedef {import('../../../src/api.ts').Volume} Volume */

/** @param {vscode.ExtensionContext} context */
exports.activate = async function activate(context) {
  const id = 'projected-volumes.projected-volumes';
  /** @type {vscode.Extension<Exports> | undefined} */
  const extension = vscode.extensions.getExtension(id);
  if (extension === undefined) throw new Error('Projected Volumes is not installed.');
  const api = await (await extension.activate()).getApi(1, context.extension.id);
  return new Counter(api, context);
};

class Counter {
  /** @type {import('../../../src/api.ts').VolumeChange[]} */
  changes = [];

  /**
   * @param {Api} api
   * @param {vscode.ExtensionContext} context
   */
  constructor(api, context) {
    this.api = api;
    context.subscriptions.push(api.onDidChange((change) => this.changes.push(change)));
  }

  /** @param {string} dir */
  find(dir) {
    return this.api.volumes().find((volume) => volume.dir === dir);
  }

  /**
   * Counts up, and once more from the new number if somebody else has changed it meanwhile.
   *
   * @param {string} dir
   * @param {string} key
   * @param {() => void} meanwhile what happens between reading and publishing, the first time
   * @returns {Promise<number>}
   */
  async countUp(dir, key, meanwhile = () => {}) {
    const volume = this.find(dir);
    if (volume === undefined) throw new Error(`${dir} is not shown.`);
    const values = await this.api.readValues(volume, [key]);
    const next = Number(Buffer.from(values.get(key) ?? []).toString()) + 1;
    meanwhile();
    try {
      await this.api.publish(volume, new Map([[key, { data: Buffer.from(String(next)) }]]));
      return next;
    } catch (error) {
      if (!isConflict(error)) throw error;
      return this.countUp(dir, key);
    }
  }

  /**
   * @param {Volume} volume
   * @param {string} key
   * @param {string} [reason]
   */
  async read(volume, key, reason) {
    return this.api.readValues(volume, [key], reason === undefined ? {} : { reason });
  }
}

/** @param {unknown} error */
function isConflict(error) {
  return error instanceof Error && 'code' in error && error.code === 'conflict';
}
