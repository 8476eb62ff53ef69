import assert from 'node:assert/strict';
import { commandResolver } from '../../lib/cli/registry-digest.ts';
import { withFakeRegistry } from '../support/registry/fake-registry.ts';
import { imageManifest } from '../support/registry/manifests.ts';
import { inFolder } from '../support/temporary-folder.ts';

const deadline = { signal: new AbortController().signal };
const IMAGE = imageManifest('one');

describe('the command line asks a registry', () => {
  it('with the credentials of Docker', () =>
    withFakeRegistry({ auth: 'token' }, (registry) =>
      inFolder(async (folder) => {
        await registry.push('app', 'v1', IMAGE);
        const auth = Buffer.from('tester:secret').toString('base64');
        await folder.write('config.json', { auths: { [registry.host]: { auth } } });
        const resolve = await commandResolver({ DOCKER_CONFIG: folder.path }, []);
        const image = { repository: `${registry.host}/app`, tag: 'v1' };
        assert.deepEqual(await resolve(image, deadline), { is: 'found', digest: IMAGE.digest });
      }),
    ));
});
