import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../../../lib/core/environment.ts';
import { registryAddress } from '../../../lib/registry/address.ts';
import { dockerCredentials } from '../../../lib/registry/docker/docker-credentials.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { inFolder, type Folder } from '../../support/temporary-folder.ts';

const deadline = { signal: new AbortController().signal };
const REPOSITORY = 'r.example/app';
const CREDENTIAL = { kind: 'basic', user: 'u', password: 'p' } as const;
const AUTHS = { auths: { 'r.example': { auth: Buffer.from('u:p').toString('base64') } } };

function ask(environment: Environment, repository = REPOSITORY) {
  return dockerCredentials(environment)(registryAddress(repository), repository, deadline);
}

async function withConfig(folder: Folder, config: unknown, more: Environment = {}) {
  await folder.write('config.json', config);
  return ask({ DOCKER_CONFIG: folder.path, ...more });
}

describe('the credentials of Docker', () => {
  it('are those of the folder DOCKER_CONFIG', () =>
    inFolder(async (folder) => assert.deepEqual(await withConfig(folder, AUTHS), CREDENTIAL)));

  it('are those of ~/.docker without it', () =>
    inFolder(async (folder) => {
      await mkdir(path.join(folder.path, '.docker'));
      await writeFile(path.join(folder.path, '.docker', 'config.json'), JSON.stringify(AUTHS));
      assert.deepEqual(await ask({ HOME: folder.path }), CREDENTIAL);
    }));

  it('are none without a file', () =>
    inFolder(async (folder) => assert.equal(await ask({ HOME: folder.path }), undefined)));

  it('are none without a home folder', async () => assert.equal(await ask({}), undefined));

  it('are those of the helper before those of the file', () =>
    inFolder(async (folder) => {
      await folder.program('docker-credential-test', `process.stdout.write('{"Username":"h","Secret":"s"}')`);
      const config = { ...AUTHS, credsStore: 'test' };
      assert.deepEqual(await withConfig(folder, config, { PATH: folder.path }), {
        kind: 'basic',
        user: 'h',
        password: 's',
      });
    }));

  it('are not anonymous where the helper is missing', () =>
    inFolder((folder) =>
      rejectsWith(
        'CredentialHelperFailed',
        withConfig(folder, { credHelpers: { 'r.example': 'none' } }, { PATH: folder.path }),
      ),
    ));

  for (const [what, config] of [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['no user', { auths: { 'r.example': { auth: 'AAAA' } } }],
  ] as const)
    it(`are invalid with ${what} in the file`, () =>
      inFolder((folder) => rejectsWith('InvalidDockerConfig', withConfig(folder, config))));

  it('are invalid where the file is a folder', () =>
    inFolder(async (folder) => {
      await mkdir(path.join(folder.path, 'config.json'));
      await rejectsWith('InvalidDockerConfig', ask({ DOCKER_CONFIG: folder.path }));
    }));
});
