/** The answer to a patch was ignored: admission wrote another image, and the report said `updated`. */
import assert from 'node:assert/strict';
import { isObject, objectOr, parseJson, valueAt } from '../../lib/core/text/json.ts';
import type { Push } from '../../lib/core/event/push.ts';
import type { Cluster } from '../../lib/kubernetes/cluster.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { digest, push, REPOSITORY, settings } from '../support/builders.ts';
import { images, now, onSandbox } from '../support/on-sandbox.ts';

const BEFORE = `${REPOSITORY}:v1`;
const WRITTEN = `${BEFORE}@${digest(1)}`;
const MIRRORED = WRITTEN.replace('europe-docker.pkg.dev', 'mirror.example.com');

/** As the API server notes of the updater's patch, before admission. */
const WRITTEN_BY_UPDATER = {
  manager: 'image-updater',
  operation: 'Update',
  time: '1970-01-01T00:00:01Z',
  fieldsV1: {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } },
  },
};

/** The cluster, with an admission that changes every image that a patch writes. */
function admitting({ transport, ...cluster }: Cluster, change: (image: string) => string): Cluster {
  const rewrite = (body: string): string => {
    const patch = parseJson(body);
    assert.ok(Array.isArray(patch));
    const operations = patch.map((each: unknown) => {
      const { op, value, path } = objectOr(each);
      const isImage = op === 'replace' && typeof path === 'string' && path.endsWith('/image');
      return isImage && typeof value === 'string' ? { op, path, value: change(value) } : each;
    });
    const isImageWritten = operations.some((each, index) => each !== patch[index]);
    const noted = { op: 'add', path: '/metadata/managedFields', value: [WRITTEN_BY_UPDATER] };
    return JSON.stringify(isImageWritten ? [...operations, noted] : operations);
  };
  return {
    ...cluster,
    transport: {
      ...transport,
      json: (request) =>
        transport.json(request.body === undefined ? request : { ...request, body: rewrite(request.body) }),
    },
  };
}

async function run(cluster: Cluster, pushed: Push = push()) {
  const budget = { signal: new AbortController().signal };
  const report = await updateCluster(pushed, cluster, { settings: settings(), budget });
  const failed = report.failed.map(({ reason, detail }): [string, string] => [reason, detail]);
  return { updated: report.updated.map(({ to }) => to), failed };
}

/** What a push reports through such an admission, and what it leaves; then the same push without it. */
function admitted(change: (image: string) => string, isAnswerLost = false) {
  return onSandbox({}, async ({ sandbox, cluster }) => {
    if (isAnswerLost) sandbox.fail({ fault: { type: 'lostAnswer' } });
    const report = await run(admitting(cluster, change));
    const { labels, annotations } = now(sandbox);
    const record = parseJson(annotations['image-updater/updates'] ?? '');
    const entry = valueAt(record, ['app']);
    const left = {
      runs: images(sandbox)['app'],
      label: labels['app.image-updater/applied'],
      entry: isObject(entry) ? entry : {},
    };
    return { ...report, ...left, again: await run(cluster) };
  });
}

const toMirror = (image: string) => image.replace('europe-docker.pkg.dev', 'mirror.example.com');

describe('an update of which admission makes another image', () => {
  it('is Rewritten, and no update', async () => {
    const { updated, failed } = await admitted(toMirror);
    assert.deepEqual([updated, failed.map(([reason]) => reason)], [[], ['Rewritten']]);
  });

  it('is reported with what was written, what runs, and the alias', async () => {
    const [[, detail] = ['', '']] = (await admitted(toMirror)).failed;
    for (const part of [WRITTEN, MIRRORED, 'aliases: { mirror.example.com: europe-docker.pkg.dev }'])
      assert.ok(detail.includes(part), detail);
  });

  it('leaves a record of what runs, so that the container stays followed', async () => {
    const { runs, label, entry } = await admitted(toMirror);
    assert.deepEqual([entry['to'], entry['mark']], [runs, label]);
    assert.equal(runs, MIRRORED);
  });

  it('is Refused where the image before came back', async () => {
    const { updated, failed } = await admitted(() => BEFORE);
    assert.deepEqual([updated, failed.map(([reason]) => reason)], [[], ['Refused']]);
  });

  it('can be made by the same push once admission lets it through, where the image before came back', async () => {
    const { again } = await admitted(() => BEFORE);
    assert.deepEqual(again, { updated: [WRITTEN], failed: [] });
  });
});

describe('an update of which admission makes another image, and whose answer is lost,', () => {
  it('is Rewritten, and leaves a record of what runs', async () => {
    const { failed, runs, label, entry } = await admitted(toMirror, true);
    assert.deepEqual([failed.map(([reason]) => reason), runs], [['Rewritten'], MIRRORED]);
    assert.deepEqual([entry['to'], entry['mark']], [runs, label]);
  });

  it('is Refused where the image before came back', async () => {
    const { updated, failed } = await admitted(() => BEFORE, true);
    assert.deepEqual([updated, failed.map(([reason]) => reason)], [[], ['Refused']]);
  });

  it('can be made by the same push once admission lets it through, where the image before came back', async () => {
    const { again } = await admitted(() => BEFORE, true);
    assert.deepEqual(again, { updated: [WRITTEN], failed: [] });
  });
});
