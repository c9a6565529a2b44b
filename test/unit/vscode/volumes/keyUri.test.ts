// Addresses of keys: VS Code may write their authority in small letters, and Windows has paths on servers.

import assert from 'node:assert/strict';
import { win32 } from 'node:path';
import { test } from 'node:test';
import {
  activeUri,
  liveUri,
  noneUri,
  parseKeyUri,
  stagedUri,
  versionUri,
} from '../../../../src/vscode/volumes/keyUri.ts';
import { Uri } from '../../../shared/vscode.ts';

const DIR = '/etc/config';

/** As it comes back from VS Code. */
function throughVsCode(uri: ReturnType<typeof liveUri>) {
  const { authority } = Uri.parse(uri.toString());
  return uri.with({ authority: authority.toLowerCase() });
}

for (const version of [
  '..2026_11_22_10_48_54.374745636',
  '..2026_11_22_10_48_54.374745636#2',
  '..V1',
  'Release-A/B',
  'É',
  'active',
  'none',
  'staged',
  'ACTIVE',
  '!=active',
  'a!A!!b',
  '100%25',
]) {
  test(`the version ${version} is found by its address`, () => {
    const address = parseKeyUri(throughVsCode(versionUri(DIR, version, 'conf/a')));
    assert.deepEqual(address, { kind: 'version', path: `${DIR}/conf/a`, version });
  });
}

test('versions that differ in capitals only have addresses that differ', () => {
  const addresses = ['..v1', '..V1', '..!v1'].map((version) =>
    throughVsCode(versionUri(DIR, version, 'a')).toString(),
  );
  assert.equal(new Set(addresses).size, 3);
});

test('the others are what they are', () => {
  const kinds = [liveUri, activeUri, stagedUri, noneUri].map(
    (uriOf) => parseKeyUri(throughVsCode(uriOf(DIR, 'a'))).kind,
  );
  assert.deepEqual(kinds, ['live', 'active', 'staged', 'none']);
});

test('on Windows a volume on a server is not taken for a version', () => {
  const dir = '\\\\server\\Share\\config';
  const uri = liveUri(dir, 'conf/a', win32);
  assert.equal(uri.authority, '');
  assert.deepEqual(parseKeyUri(uri, win32), { kind: 'live', path: `${dir}\\conf\\a` });
  const versioned = uri.with({ authority: versionUri(DIR, '..V1', 'a').authority });
  assert.deepEqual(parseKeyUri(versioned, win32), {
    kind: 'version',
    path: `${dir}\\conf\\a`,
    version: '..V1',
  });
});

test('elsewhere a directory named UNC is one, and so is a name with backslashes', () => {
  for (const dir of ['/UNC/server/share', '/srv/\\\\server']) {
    assert.deepEqual(parseKeyUri(liveUri(dir, 'a')), { kind: 'live', path: `${dir}/a` });
  }
});
