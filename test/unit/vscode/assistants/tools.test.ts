// What a language model is told of volumes, and that no value is among it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { nodeFileSystem, AtomicWriter } from '../../../../src/volume/index.ts';
import { parseKeyPath } from '../../../../src/volume/payload.ts';
import type { Timeline } from '../../../../src/volume/read/timeline.ts';
import { linkChain } from '../../../../src/volume/read/linkChain.ts';
import { registerTools } from '../../../../src/vscode/assistants/registerTools.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { fixture, jwt, POD_CLAIMS } from '../../../shared/credentialFiles.ts';
import { fc } from '../../../shared/fastCheck.ts';
import { lm } from '../../../shared/vscode.ts';
import { payload, tempTargets } from '../../../shared/volumes.ts';
import { watchVolume } from '../../worker/watched.ts';
import { DIR, openWindow, SECRET, stateOf, versionOf } from '../window.ts';

/** A window with these volumes, and what its tools answer. */
function withTools(t: TestContext, ...states: VolumeState[]) {
  const { volumes, receive, answers } = openWindow(t);
  answers.linkChain = ({ dir, key }) => linkChain(nodeFileSystem, dir, parseKeyPath(key));
  const tools = registerTools(async () => volumes);
  t.after(() => tools.dispose());
  for (const state of states) {
    volumes.watch(state.dir);
    receive(state);
  }
  const call = async (name: string, input: object = {}): Promise<string> => {
    const tool = lm.tools.get(`projectedVolumes_${name}`) ?? assert.fail(name);
    const { content } = await tool.invoke({ input });
    return content.map(({ value }) => value).join('');
  };
  const ask = (name: string, input: object = {}): string =>
    JSON.stringify(lm.tools.get(`projectedVolumes_${name}`)?.prepareInvocation({ input }));
  return { call, ask };
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const LONG = 'log: debug and more\n';

test('the list says what each volume is, where, which version, and what is wrong', async (t) => {
  const { call } = withTools(
    t,
    stateOf(
      { a: '1' },
      {
        origin: { kind: 'configMap', volumeName: 'config', podUid: 'uid', knownBy: 'mount' },
        access: 'read-only-file-system',
        problems: [{ kind: 'stale-new-data-dir' }],
        warnings: [{ kind: 'expires-soon', key: 'tls.crt', at: 0 }],
      },
    ),
    { ...stateOf({}, { dir: '/etc/other' }), active: { state: 'no-data-link' }, hangs: true },
  );
  assert.deepEqual(JSON.parse(await call('list')), {
    volumes: [
      {
        path: DIR,
        kind: 'ConfigMap',
        volumeName: 'config',
        podUid: 'uid',
        access: 'read-only-file-system',
        version: '..v1',
        writtenAt: '1970-01-01T00:00:00.001Z',
        keyCount: 1,
        problems: [
          '..data_tmp was left behind by an interrupted update',
          'tls.crt: expires-soon, 1970-01-01T00:00:00.000Z',
        ],
        problemCount: 2,
      },
      {
        path: '/etc/other',
        access: 'writable',
        hangs: true,
        state: 'no-data-link',
        explanation:
          'There is no ..data link any more: the volume was emptied, or unmounted. The history has what was seen here.',
        problems: [],
        problemCount: 0,
      },
    ],
  });
});

test('a description has keys, links, versions and dates, and digests of what is long and no secret', async (t) => {
  const dir = tempTargets(t)();
  const token = jwt(POD_CLAIMS);
  const { timestampDir } = new AtomicWriter(dir).write(
    payload({
      'conf/a': LONG,
      b: 'short',
      password: LONG.repeat(2),
      token,
      crt: fixture('leaf-ec.crt'),
    }),
  );
  const { until } = watchVolume(t, dir);
  const { call } = withTools(t, await until(({ active }) => active.state === 'read'));
  const told = JSON.parse(await call('describe', { volume: dir })) as {
    keys: { key: string; links: string[]; sha256?: string; credential?: object }[];
    versions: unknown[];
  };
  const [b, a, crt, password, tokenKey] = ['b', 'conf/a', 'crt', 'password', 'token'].map(
    (name) => told.keys.find(({ key }) => key === name) ?? assert.fail(name),
  );
  assert.deepEqual(a, {
    key: 'conf/a',
    size: 20,
    mode: '0644',
    isText: true,
    isSecret: false,
    sha256: hex(LONG),
    links: [
      `${dir}/conf -> ..data/conf`,
      `${dir}/..data -> ${timestampDir}`,
      `${dir}/${timestampDir}/conf/a: file`,
    ],
  });
  assert.deepEqual(
    [b?.sha256, password?.sha256, tokenKey?.sha256],
    [undefined, undefined, undefined],
  );
  assert.deepEqual(tokenKey?.credential, {
    kind: 'token',
    issuedAt: '2026-11-22T12:00:00.000Z',
    validFrom: '2026-11-22T12:00:00.000Z',
    expiresAt: '2027-11-22T13:00:07.000Z',
    shouldBeRotatedAt: '2026-11-22T12:48:06.000Z',
  });
  assert.match(JSON.stringify(crt?.credential), /^\{"kind":"certificate","certificateCount":1,/);
  assert.equal(told.versions.length, 1);
  const some = JSON.parse(await call('describe', { volume: dir, keys: ['b'] })) as typeof told;
  assert.deepEqual(
    some.keys.map(({ key }) => key),
    ['b'],
  );
});

test('a version has the steps of its update, where they were seen', async (t) => {
  const timeline: Timeline = {
    begunAt: 0,
    timedBy: 'writer',
    events: [{ kind: 'swapped', target: '..v1', isRenamed: true, after: 1.3 }],
  };
  const { call } = withTools(
    t,
    stateOf({ a: '1' }, { versions: [versionOf('..v1', { timeline })] }),
  );
  const { versions } = JSON.parse(await call('describe', { volume: DIR })) as {
    versions: { timeline: string[] }[];
  };
  assert.deepEqual(versions[0]?.timeline, ['+1.3 ms swap: renamed ..data_tmp over ..data']);
});

test('a volume is meant by its path or by the end of it, if that is one volume’s only', async (t) => {
  const one = stateOf({}, { dir: '/a/config' });
  const other = stateOf({}, { dir: '/b/config' });
  const { call } = withTools(t, one, other);
  for (const volume of ['/a/config', '/a/config/', 'a/config']) {
    assert.match(await call('describe', { volume }), /"path": "\/a\/config"/);
  }
  for (const volume of ['config', '', 'nfig', '/c', undefined]) {
    await assert.rejects(call('describe', { volume }), /: \/a\/config, \/b\/config$/);
  }
});

test('of more than a hundred keys or volumes the rest is counted, and can be asked for', async (t) => {
  const keys = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`k${n}`, 'x']));
  const volumes = Array.from({ length: 120 }, (_, n) => stateOf(keys, { dir: `/v/${n}` }));
  const { call } = withTools(t, ...volumes);
  const { volumes: listed, leftOut } = JSON.parse(await call('list')) as {
    volumes: unknown[];
    leftOut: number;
  };
  assert.deepEqual([listed.length, leftOut], [100, 20]);
  const told = JSON.parse(await call('describe', { volume: '/v/7' })) as Record<string, unknown[]>;
  assert.deepEqual([told['keys']?.length, told['keysLeftOut']], [100, 50]);
  const rest = await call('describe', { volume: '/v/7', keys: ['k149'] });
  assert.match(rest, /"key": "k149"/);
});

test('the person is told what the assistant gets, in plain text', (t) => {
  const { ask } = withTools(t);
  assert.match(ask('list'), /"confirmationMessages".*It gets no value/);
  assert.match(
    ask('describe', { volume: '/etc/config\u202E' }),
    /keys of \/etc\/config\uFFFD with/,
  );
});

/** Like nothing else that is told: no number, no word. Long and short, secret by name or by looks, or not at all. */
const value = fc.oneof(
  fc.stringMatching(/^Zq[A-Z]{6,12}$/),
  fc.stringMatching(/^Zq[A-Z]{30,60}$/),
  fc.stringMatching(/^postgres:\/\/u:Zq[A-Z]{8}@host\/db$/),
  fc.stringMatching(/^Zq[A-Z]{9}$/).map((sub) => jwt({ ...POD_CLAIMS, sub, iss: sub, aud: [sub] })),
);
const key = fc.constantFrom('a', 'app.yaml', 'conf/b', 'password', 'tls.key', 'tls.crt', 'token');
const planted = fc
  .uniqueArray(fc.tuple(key, value), { minLength: 1, maxLength: 6, selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries));
const faults = fc.subarray(['removed', 'in place', 'in the way', 'foreign', 'orphan'] as const);

/** All by which a value would be known: in whole, its telling part, encoded, and digests that it could be guessed from. */
function tracesOf(values: Record<string, string>, secret: readonly string[]): string[] {
  return Object.entries(values).flatMap(([name, text]) => {
    // Of a token also the claim that is like nothing else.
    const [, claims = ''] = text.split('.');
    const readable = text + Buffer.from(claims, 'base64url').toString();
    const part = /Zq[A-Z]{6}/.exec(readable)?.[0] ?? assert.fail(readable);
    const digest = createHash('sha256').update(text).digest();
    const digests = secret.includes(name) || text.length < 16 ? [digest.toString('hex')] : [];
    const bytes = Buffer.from(text);
    return [
      part,
      text.slice(-20),
      bytes.toString('base64'),
      bytes.toString('hex'),
      digest.toString('base64url'),
    ].concat(digests);
  });
}

test('no value leaves, whatever the volume holds and however it is broken', async (t) => {
  const newTarget = tempTargets(t);
  await fc.assert(
    fc.asyncProperty(planted, planted, faults, async (before, after, broken) => {
      const dir = newTarget();
      const writer = new AtomicWriter(dir);
      writer.write(payload(before));
      const { volume, until, states } = watchVolume(t, dir, { backstop: false });
      const { timestampDir } = writer.write(payload(after));
      volume.refresh();
      const [first = ''] = Object.keys(after);
      const top = first.split('/')[0] ?? '';
      if (broken.includes('in place')) {
        writeFileSync(join(dir, timestampDir, first), `${after[first]}Z`);
      }
      if (broken.includes('removed')) rmSync(join(dir, timestampDir, first));
      if (broken.includes('in the way')) {
        rmSync(join(dir, top));
        writeFileSync(join(dir, top), after[first] ?? '');
      } else if (broken.includes('foreign')) {
        rmSync(join(dir, top));
        symlinkSync('/somewhere/else', join(dir, top));
      }
      if (broken.includes('orphan')) symlinkSync('..gone', join(dir, '..data_tmp'));
      volume.refresh();
      await until(({ active }) => active.state === 'read');
      volume.close();
      const state = states.at(-1) ?? assert.fail();
      const told = [];
      for (const secrecy of [state.secrecy, SECRET]) {
        const { call, ask } = withTools(t, { ...state, secrecy });
        const input = { volume: dir };
        told.push(
          await call('list'),
          await call('describe', input),
          ask('list'),
          ask('describe', input),
        );
      }
      const secret = [...state.secrecy.keys.keys()];
      const text = told.join('\n');
      for (const trace of [...tracesOf(before, secret), ...tracesOf(after, secret)]) {
        assert.ok(!text.includes(trace), `${trace} in ${text}`);
      }
    }),
    { numRuns: 40 },
  );
});
