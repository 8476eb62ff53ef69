/** What a registry and its client agree on: tried on distribution's own server, and on the fake in its place. */
import assert from 'node:assert/strict';
import type { RegistryCredential } from '../../../lib/registry/credential.ts';
import { openRegistry } from '../../../lib/registry/open-registry.ts';
import { rejectsWith } from '../rejects-with.ts';
import { imageManifest, indexManifest, type StoredManifest } from './manifests.ts';

export type RegistryAuth = 'none' | 'basic' | 'token';

/** A registry that runs. */
export interface RunningRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly push: (name: string, tag: string, manifest: StoredManifest) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The user that every registry of the contract knows. */
export const TESTER = { kind: 'basic', user: 'tester', password: 'secret' } as const;

const deadline = { signal: new AbortController().signal };

/** The suite, for one way to authenticate. */
export function registryContract(
  what: string,
  auth: RegistryAuth,
  start: (auth: RegistryAuth) => Promise<RunningRegistry>,
): void {
  describe(`${what}, ${AUTH[auth]}`, () => {
    let registry: RunningRegistry;
    before(async () => {
      registry = await start(auth);
    });
    after(() => registry.close());

    const read = (name: string, tag: string, credential?: RegistryCredential): Promise<string> =>
      openRegistry({ credentials: () => Promise.resolve(credential) }).digestOf(
        `${registry.host}/${name}`,
        tag,
        deadline,
      );

    const credential = auth === 'none' ? undefined : TESTER;

    it('tells the digest of an image', async () => {
      const image = imageManifest('one');
      await registry.push('shop/web', '1.0.0', image);
      assert.equal(await read('shop/web', '1.0.0', credential), image.digest);
    });

    it('tells the digest of an index, not of one of its images', async () => {
      const index = indexManifest({
        'linux/amd64': imageManifest('amd'),
        'linux/arm64': imageManifest('arm'),
      });
      await registry.push('shop/multi', 'v1', index);
      assert.equal(await read('shop/multi', 'v1', credential), index.digest);
    });

    it('tells the digest of an index without a platform of this machine', async () => {
      const index = indexManifest({ 'windows/arm': imageManifest('win') });
      await registry.push('shop/other', 'v1', index);
      assert.equal(await read('shop/other', 'v1', credential), index.digest);
    });

    it('tells the newest digest of a tag that moved', async () => {
      const [first, second] = [imageManifest('first'), imageManifest('second')];
      await registry.push('shop/moving', 'latest', first);
      assert.equal(await read('shop/moving', 'latest', credential), first.digest);
      await registry.push('shop/moving', 'latest', second);
      assert.equal(await read('shop/moving', 'latest', credential), second.digest);
    });

    it('does not have a tag that was not pushed', async () => {
      await registry.push('shop/known', 'v1', imageManifest('known'));
      await rejectsWith('TagNotFound', read('shop/known', 'v2', credential));
    });

    it('does not have a repository that was not pushed', () =>
      rejectsWith('TagNotFound', read('shop/unknown', 'v1', credential)));

    if (auth === 'none') return;

    it('denies callers without a credential', async () => {
      await registry.push('shop/private', 'v1', imageManifest('private'));
      await rejectsWith('RegistryDenied', read('shop/private', 'v1'));
    });

    it('denies callers with a wrong password', async () => {
      await registry.push('shop/private', 'v1', imageManifest('private'));
      await rejectsWith('RegistryDenied', read('shop/private', 'v1', { ...TESTER, password: 'wrong' }));
    });
  });
}

const AUTH: Readonly<Record<RegistryAuth, string>> = {
  none: 'without authentication',
  basic: 'with user and password',
  token: 'with a token server',
};
