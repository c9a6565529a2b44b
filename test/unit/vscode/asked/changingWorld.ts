// A window whose volumes others publish, unmount and change while a person is being asked, and a worker that does to them
// as the real one does.

import type { TestContext } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { readSources } from '../../../../src/manifest/index.ts';
import { applyEdits } from '../../../../src/volume/edit/edits.ts';
import { bytes, type StagedChanges } from '../../../../src/volume/edit/stagedChanges.ts';
import { VolumeError } from '../../../../src/volume/failure.ts';
import type { KeyFile } from '../../../../src/volume/read/snapshot.ts';
import type { Requests } from '../../../../src/worker/protocol/protocol.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { manifestPayload } from '../../../../src/worker/thread/manifests.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { expectedVersion } from '../../../../src/vscode/volumes/volumes.ts';
import { liveUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { editor, shownTree, TextDocument, workspace } from '../../../shared/vscode.ts';
import { commanding, OTHER } from '../commands/commanding.ts';
import { rowsOf } from '../shownRows.ts';
import {
  DIR,
  key,
  printOf,
  PUBLISHED,
  SECRET,
  settled,
  showRows,
  stateOf,
  versionOf,
} from '../window.ts';

export const DIRS = [DIR, OTHER];

export interface Change {
  does: (typeof CHANGES)[number];
  dir: string;
  name: string;
}

export const CHANGES = [
  'publish',
  'remove key',
  'unmount',
  'mount',
  'hide',
  'leave the view',
  'stage',
  'stage deletion',
  'unstage',
  'type',
  'save',
] as const;

type Texts = Record<string, string>;

/** What is to be seen at one moment. */
export type Seen = ReadonlyMap<
  string,
  { state: VolumeState | undefined; staged: StagedChanges; unsaved: Texts }
>;

export class ChangingWorld {
  readonly window: ReturnType<typeof commanding>;
  /** What the worker was asked to change. */
  readonly effects: { [M in keyof Requests]?: Requests[M]['params'][] } = {};
  readonly #tree: TreeDataProvider<TreeNode>;
  readonly #disks = new Map<string, Texts | undefined>();
  /** By id, what each version held. */
  readonly #versions = new Map<string, Texts>();
  readonly #documents = new Map<string, TextDocument>();
  readonly #secret = new Set<string>();
  #count = 0;

  constructor(t: TestContext) {
    this.window = commanding(t);
    const { answers, volumes, staging, notes } = this.window;
    const shown = showRows(volumes, staging, notes);
    this.#tree = shownTree.provider as TreeDataProvider<TreeNode>;
    const saves = workspace.onDidSaveTextDocument(({ uri, text }) => {
      const { dir, key: name } = volumes.find(uri.path) ?? { dir: DIR, key: '' };
      staging.stage(dir, key(name), bytes(Buffer.from(text)));
    });
    t.after(() => {
      shown.dispose();
      saves.dispose();
    });
    workspace.files.set('/files/a', this.text()).set('/files/c', this.text());
    const data = `{ a: ${this.text()}, c: ${this.text()} }`;
    const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: ${data}\n`;
    workspace.files.set('/manifest.yaml', manifest);
    // Nothing is made on this machine.
    answers.lookAtPlace = ({ path }) => ({
      is: 'nothing',
      obstacle: { reason: 'no-permission', at: path },
    });
    answers.readManifest = ({ sources }) => readSources(sources);
    answers.manifestPayload = manifestPayload;
    answers.readKey = ({ version, key: name }) => Buffer.from(this.#held(version)[name] ?? '');
    answers.listVersion = ({ version }) => ({
      keys: Object.entries(this.#held(version)).map(([name, text]) => {
        const { digest, mode } = printOf(text);
        return { key: key(name), size: text.length, isSecret: false, digest, mode };
      }),
      unread: [],
    });
    answers.publish = (params) => this.#publish(params);
    answers.rollBack = (params) => this.#rollBack(params);
    answers.planRepair = ({ dir }) => this.#plan(dir);
    answers.repair = ({ dir, plan }) => {
      this.#did('repair', { dir, plan });
      const isNow = plan.active === this.#plan(dir).active;
      return isNow ? { state: 'repaired' } : { state: 'refused', refusal: { why: 'busy' } };
    };
    answers.unwatch = (params) => this.#did('unwatch', params);
    for (const dir of DIRS) this.#write(dir, { a: this.text(), b: this.text() });
    for (const dir of DIRS) this.#write(dir, { a: this.text(), b: this.text() });
  }

  /** One that no key ever held. */
  text(): string {
    return `text-${++this.#count}`;
  }

  mode(): string {
    return `06${(++this.#count % 64).toString(8).padStart(2, '0')}`;
  }

  async rows(): Promise<TreeNode[]> {
    const rows = await Promise.all(DIRS.map(async (dir) => rowsOf(this.#tree, dir)));
    return rows.flatMap((each) => [...each.values()].map(({ node }) => node));
  }

  look(): Seen {
    const { volumes, staging } = this.window;
    return new Map(
      DIRS.map((dir) => [
        dir,
        { state: volumes.state(dir), staged: staging.of(dir), unsaved: this.#unsaved(dir) },
      ]),
    );
  }

  #unsaved(dir: string): Texts {
    const dirty = [...this.#documents.values()].filter(({ isDirty }) => isDirty);
    const ofVolume = dirty.filter(({ uri }) => uri.path.startsWith(`${dir}/`));
    return Object.fromEntries(
      ofVolume.map(({ uri, text }) => [uri.path.slice(dir.length + 1), text]),
    );
  }

  async change({ does, dir, name }: Change): Promise<void> {
    const { volumes, staging } = this.window;
    const disk = this.#disks.get(dir);
    const staged = staging.of(dir).get(key(name));
    const changes: Record<Change['does'], () => unknown> = {
      publish: () => this.#write(dir, { ...disk, [name]: this.text() }),
      'remove key': () => {
        const others = Object.entries(disk ?? {}).filter(([each]) => each !== name);
        if (disk !== undefined) this.#write(dir, Object.fromEntries(others));
      },
      unmount: () => {
        this.#disks.set(dir, undefined);
        this.#tell(dir);
      },
      mount: () => {
        volumes.watch(dir);
        this.#write(dir, disk ?? { [name]: this.text() });
      },
      hide: () => {
        this.#secret.add(dir);
        this.#tell(dir);
      },
      'leave the view': async () => {
        await volumes.unwatch(dir);
        this.effects.unwatch?.pop();
      },
      stage: () => staging.stage(dir, key(name), bytes(Buffer.from(this.text()))),
      'stage deletion': () => staging.stage(dir, key(name), undefined),
      unstage: () => staged && staging.discard(dir, [staged]),
      type: () => this.#type(dir, name),
      save: () => this.#documents.get(`${dir}/${name}`)?.save(),
    };
    await changes[does]();
    await settled();
  }

  #type(dir: string, name: string): void {
    const path = `${dir}/${name}`;
    const known = this.#documents.get(path);
    const document = known ?? new TextDocument(liveUri(dir, name));
    if (known === undefined) editor.open(document);
    this.#documents.set(path, document);
    const rangeLength = document.text.length;
    editor.change(document, { rangeOffset: 0, rangeLength, text: this.text() });
  }

  #held(version: string): Texts {
    const held = this.#versions.get(version);
    if (held === undefined) throw new VolumeError({ code: 'version-not-kept', version });
    return held;
  }

  #write(dir: string, disk: Texts): void {
    this.#disks.set(dir, disk);
    this.#versions.set(`..v${++this.#count}`, disk);
    this.#tell(dir, `..v${this.#count}`);
  }

  #tell(dir: string, version?: string): void {
    const { volumes, receive } = this.window;
    const before = volumes.state(dir)?.versions ?? [];
    const older = before.map(({ id }) => versionOf(id, { isActive: false }));
    const versions = version === undefined ? before : [versionOf(version), ...older].slice(0, 3);
    const disk = this.#disks.get(dir);
    receive(
      stateOf(disk ?? {}, {
        dir,
        version: versions[0]?.id ?? '',
        versions,
        problems: [{ kind: 'missing-link', name: 'b' }],
        ...(dir === OTHER && {
          origin: { kind: 'configMap', volumeName: 'v', podUid: 'u', knownBy: 'path' },
        }),
        ...(this.#secret.has(dir) && { secrecy: SECRET }),
        ...(disk === undefined && { active: { state: 'no-target-directory' } }),
      }),
    );
  }

  #did<M extends keyof Requests>(method: M, params: Requests[M]['params']): void {
    const done = (this.effects[method] ??= []) as Requests[M]['params'][];
    done.push(params);
  }

  #publish(params: Requests['publish']['params']) {
    const { dir, edits } = params;
    const disk = this.#disks.get(dir);
    if (disk === undefined) throw new VolumeError({ code: 'no-target-directory' });
    const files = Object.entries(disk).map(([name, text]): [ReturnType<typeof key>, KeyFile] => [
      key(name),
      { data: Buffer.from(text), writtenAt: 0, ...printOf(text) },
    ]);
    const merged = applyEdits(new Map(files), edits);
    this.#did('publish', params);
    const texts = [...merged].map(([name, { data }]) => [name, Buffer.from(data).toString()]);
    this.#write(dir, Object.fromEntries(texts));
    return PUBLISHED;
  }

  #rollBack(params: Requests['rollBack']['params']) {
    const { dir, version, expected } = params;
    const state = this.window.volumes.state(dir);
    const actual = state === undefined ? undefined : expectedVersion(state);
    if (actual !== expected) throw new VolumeError({ code: 'conflict', expected, actual });
    const held = this.#held(version);
    this.#did('rollBack', params);
    this.#write(dir, held);
    return PUBLISHED;
  }

  #plan(dir: string) {
    const active = JSON.stringify(this.#disks.get(dir));
    return { state: 'planned', active, actions: [] } as const;
  }
}
