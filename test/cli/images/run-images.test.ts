import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { runImages, type ImagesOptions } from '../../../lib/cli/images/run-images.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { REPOSITORY } from '../../support/builders.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { patches, stored } from '../../support/on-sandbox.ts';
import { run } from '../../support/cli-in-process.ts';

describe('image-updater images', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({
      objects: [stored({}), stored({ name: 'proxy', containers: [{ name: 'n', image: 'nginx:1' }] })],
    });
  });
  afterEach(() => sandbox.close());

  const asked = (options: ImagesOptions = {}) =>
    run((context) => runImages(options, context), {
      environment: { IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) },
    });
  const names = (written: string): unknown => {
    const list = valueAt(parseJson(written), ['images']);
    return Array.isArray(list) ? list.map((each: unknown) => valueAt(each, ['repository'])) : list;
  };

  it('tells every image that runs, and changes nothing', async () => {
    const { code, written } = await asked({ json: true });
    assert.equal(code, EXIT.done);
    assert.deepEqual(names(written), ['docker.io/library/nginx', REPOSITORY]);
    assert.equal(patches(sandbox).length, 0);
  });

  it('tells of one image alone, whatever its tag', async () =>
    assert.deepEqual(names((await asked({ json: true, image: 'nginx:9' })).written), [
      'docker.io/library/nginx',
    ]));

  it('is a table for people', async () =>
    assert.match((await asked()).written, /Deployment shop\/proxy n +1 /));

  it('does not say that nothing was found where it is in a namespace that is left out', async () => {
    const { written } = await run((context) => runImages({}, context), {
      environment: {
        IMAGE_UPDATER_CONFIG: `clusters: [{ server: '${sandbox.url}', namespaces: { exclude: [shop] } }]`,
      },
    });
    assert.match(written, /^2 containers in excluded namespaces/);
  });

  it('takes what is no image for wrong use', async () =>
    assert.equal((await asked({ image: 'A B' })).code, EXIT.misuse));

  it('fails where a list cannot be read', async () => {
    sandbox.fail({ fault: { type: 'forbidden', user: 'tester' }, times: Infinity });
    assert.equal((await asked()).code, EXIT.failed);
  });
});
