import assert from 'node:assert/strict';
import { isReady } from '../../../lib/cli/registries/check-online.ts';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { MACHINE } from '../../support/registry-environment.ts';
import { VAULT, WEB, withImages } from './running-images.ts';

describe('an online check', () => {
  for (const command of ['clusters', 'config check --online'] as const) {
    it(`by \`${command}\` finds which registries can be listed, and fails where one cannot`, () =>
      withImages(async ({ registry, check }) => {
        registry.allow(MACHINE, WEB);
        registry.allow('user:ann@example.com', VAULT);
        const refused = await check(undefined, command);
        assert.equal(refused.code, EXIT.failed);
        registry.allow(MACHINE, VAULT);
        const { code, registries } = await check(undefined, command);
        assert.equal(code, EXIT.done);
        assert.deepEqual(registries, {
          repositories: [
            { name: VAULT, ready: true },
            { name: WEB, ready: true },
          ],
          unlisted: ['docker.io/library/nginx'],
        });
      }));
    it(`by \`${command}\` asks no registry where the configuration says nothing of registries`, () =>
      withImages(async ({ registry, check }) => {
        const { code, registries } = await check('', command);
        assert.deepEqual([code, registries, registry.requests], [EXIT.done, undefined, []]);
      }));
  }

  it('is ready if every cluster is, and every repository can be listed', () => {
    const repository = { name: WEB, ready: true };
    const registries = { repositories: [repository], unlisted: [] };
    const refused = { repositories: [repository, { name: VAULT, ready: false }], unlisted: [] };
    assert.deepEqual(
      [{}, { registries }, { registries: refused }].map((each) => isReady({ inspections: [], ...each })),
      [true, true, false],
    );
  });
});
