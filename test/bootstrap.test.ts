import assert from 'node:assert/strict';
import { UpdaterError } from '../lib/core/errors/updater-error.ts';
import { isObject, parseJson } from '../lib/core/text/json.ts';
import { withFakeRegistry } from './support/registry/fake-registry.ts';
import { imageManifest } from './support/registry/manifests.ts';
import { bootstrap, type Bootstrap } from '../lib/bootstrap.ts';

const CLUSTERS =
  'clusters: [{ name: a, server: "http://127.0.0.1:1" }, { gke: projects/p/locations/-/clusters/- }]\n';

function opened(more: string, log: (line: string) => void = () => assert.fail('nothing to log')): Bootstrap {
  return bootstrap({ IMAGE_UPDATER_CONFIG: CLUSTERS + more }, log);
}

describe('from the environment to what handles events', () => {
  it('there is a source for each entry, in their order', () =>
    assert.deepEqual(
      opened('').app.sources.map(({ name }) => name),
      ['a', 'projects/p/locations/-/clusters/-'],
    ));

  it('settings are those of the configuration', () => {
    const { config, app } = opened('mode: observe\nreplay: projects/p/topics/replay\n');
    assert.equal(app.settings, config.settings);
    assert.deepEqual(
      [app.settings.mode, app.settings.ownTopics],
      ['observe', [{ project: 'p', topic: 'replay' }]],
    );
  });

  it('who runs a deleted digest is looked for in these clusters', async () => {
    const { findRunning = assert.fail() } = opened('').app;
    const deleted = { repository: 'docker.io/library/nginx', digest: `sha256:${'0'.repeat(64)}` };
    const { containers, unchecked } = await findRunning(deleted, { signal: AbortSignal.abort() });
    assert.deepEqual(
      [containers, unchecked.map(({ cluster }) => cluster)],
      [0, ['a', 'projects/p/locations/-/clusters/-']],
    );
  });

  it('a tag is resolved at its registry', () =>
    withFakeRegistry({}, async (registry) => {
      const image = imageManifest('one');
      await registry.push('app', 'v1', image);
      const listed = `registries: [{ repositories: ['${registry.host}/**'] }]`;
      const { resolveDigest = assert.fail() } = opened(listed).app;
      const found = await resolveDigest(
        { repository: `${registry.host}/app`, tag: 'v1' },
        { signal: new AbortController().signal },
      );
      assert.deepEqual(found, { is: 'found', digest: image.digest });
    }));

  it('a tag is not resolved where the configuration says so', async () => {
    const off = "registries: [{ repositories: ['127.0.0.1:1/**'], lookUp: false }]";
    const { resolveDigest = assert.fail() } = opened(off).app;
    const found = await resolveDigest(
      { repository: '127.0.0.1:1/app', tag: 'v1' },
      { signal: new AbortController().signal },
    );
    assert.deepEqual(found, { is: 'off' });
  });

  it('shares and reports have their topics, and one publisher', () => {
    const { fanOut, results } = opened(
      'fanOut: projects/p/topics/shares\nresults: projects/p/topics/results\n',
    ).app;
    assert.deepEqual(
      [fanOut?.topic, results?.topic],
      [
        { project: 'p', topic: 'shares' },
        { project: 'p', topic: 'results' },
      ],
    );
    assert.equal(fanOut?.publish, results?.publish);
  });

  it('there are none where none is configured', () => {
    const { fanOut, results } = opened('fanOut: false').app;
    assert.deepEqual([fanOut, results], [undefined, undefined]);
  });

  it('what is worth a word is logged in one line', () => {
    const lines: string[] = [];
    opened('rules: [{ policy: any, match: { clusters: [b, c] } }]', (line) => void lines.push(line));
    const [line] = lines.map(parseJson);
    assert.ok(lines.length === 1 && isObject(line));
    assert.deepEqual([line['severity'], line['message']], ['WARNING', 'Configuration']);
  });

  it('what is wrong is thrown, all of it', () =>
    assert.throws(
      () => opened('mode: aply\nfanOut: projects/p/topics/gcr\n'),
      (thrown) => {
        assert.ok(thrown instanceof UpdaterError);
        assert.equal(thrown.reason, 'InvalidConfig');
        for (const path of ['mode', 'fanOut']) assert.ok(thrown.message.includes(path), thrown.message);
        return true;
      },
    ));

  it('no configuration is InvalidConfig', () =>
    assert.throws(() => bootstrap({}, () => undefined), { name: 'Fault', reason: 'InvalidConfig' }));
});
