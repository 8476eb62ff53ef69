/** infra/README.md, followed in an empty folder: with Terraform, and by hand. */
import assert from 'node:assert/strict';
import { parseJson, valueAt } from '../../lib/core/text/json.ts';
import { readUpdateRequest } from '../../lib/http/update-request.ts';
import { withPubSub } from '../support/pubsub-server.ts';
import { PUSHED_DIGEST } from './fakes/state.ts';
import { enabledApis } from './fakes/terraform.ts';
import { assertThrough, follow, type Followed } from './follow.ts';
import { journeysOf } from './journeys.ts';
import { onGoogle } from './on-google.ts';

const [WITH_TERRAFORM, BY_HAND] = journeysOf('infra/README.md');
const CLUSTER_SIDE = [
  'ClusterRole image-updater',
  'ClusterRoleBinding image-updater:image-updater-runtime@my-project.iam.gserviceaccount.com',
  'ValidatingAdmissionPolicy image-updater-image-only.image-updater-runtime.my-project.iam.gserviceaccount.com',
  'ValidatingAdmissionPolicyBinding image-updater-image-only.image-updater-runtime.my-project.iam.gserviceaccount.com',
];

describe('infra/README.md, followed in an empty folder', function () {
  this.timeout(300_000);
  let followed: Followed;
  let applied: readonly string[] = [];
  let left: readonly string[] = [];
  let published: readonly unknown[] = [];

  before(() =>
    withPubSub((pubsub) =>
      onGoogle(async (google) => {
        const environment = { ...google, ...pubsub.environment };
        // The registry of the callback is in another project.
        const there = { API: ['my-shop artifactregistry'] };
        assert.ok(WITH_TERRAFORM?.section === '');
        await follow(WITH_TERRAFORM, { environment, there }, (all) => {
          followed = all;
          applied = all.state.list('object once');
          left = all.state.list('object');
        });
        const messages = pubsub.publishes.flatMap(({ messages: some }) => some ?? []);
        published = messages.map(({ data }) => parseJson(Buffer.from(data ?? '').toString()));
      }),
    ),
  );

  it('leads through every step', () => assertThrough(followed));

  it('lets it into the clusters with the image-only policy', () =>
    assert.deepEqual(applied.toSorted(), CLUSTER_SIDE));

  it('asks for the clusters, and replays the push with its digest', () => {
    const ours = followed.runs.filter(({ program }) => program === 'image-updater');
    assert.deepEqual(
      ours.map(({ words, code }) => [words[0], code]),
      [
        ['clusters', 0],
        ['replay', 0],
      ],
    );
    assert.deepEqual(
      published.map((event) => valueAt(event, ['digest'])),
      [`europe-docker.pkg.dev/my-project/images/web@${PUSHED_DIGEST}`],
    );
  });

  it('has calls with the digest that the API reads', () => {
    const calls = followed.runs.filter(({ program }) => program === 'curl').map(({ words }) => words);
    assert.equal(calls.length, 2);
    for (const words of calls) {
      assert.ok(words.some((word) => word.endsWith('/api/update')));
      const body = new TextEncoder().encode(words[words.indexOf('--json') + 1] ?? '');
      assert.equal(readUpdateRequest(body, new URLSearchParams(), []).pushed.digest, PUSHED_DIGEST);
    }
  });

  it('ends with everything taken away', () => {
    const lines = new Set(followed.runs.map(({ program, words }) => [program, ...words].join(' ')));
    assert.deepEqual(left, []);
    assert.ok(lines.has('terraform -chdir=infra/examples/minimal destroy'));
  });
});

describe('infra/README.md without Terraform, followed in a clone', function () {
  this.timeout(300_000);
  let followed: Followed;
  let there: Readonly<Record<string, readonly string[]>> = {};

  before(() => {
    assert.ok(BY_HAND?.section === 'Without Terraform');
    return follow(BY_HAND, {}, (all) => {
      followed = all;
      const types = ['API', 'topic', 'subscription', 'object'];
      there = Object.fromEntries(types.map((type) => [type, all.state.list(type)]));
    });
  });

  it('leads through every step', () => assertThrough(followed));

  it('enables what the module enables', () =>
    assert.deepEqual(
      enabledApis().filter((api) => there['API']?.includes(`my-project ${api}`) !== true),
      [],
    ));

  it('makes the topic of the registry, and those of the updater', () =>
    assert.deepEqual(there['topic'], [
      'projects/my-project/topics/gcr',
      'projects/my-project/topics/image-updater-replay',
      'projects/my-project/topics/image-updater-dead-letters',
    ]));

  it('subscribes to each of them', () =>
    assert.deepEqual(there['subscription'], [
      'projects/my-project/subscriptions/image-updater-dead-letters',
      'projects/my-project/subscriptions/image-updater-gcr-my-project',
      'projects/my-project/subscriptions/image-updater-replay',
    ]));

  it('lets the build write one repository, and read the buckets of functions alone', () => {
    const grants = followed.runs
      .filter(({ words }) =>
        words.some((word) => word.endsWith('image-updater-build@my-project.iam.gserviceaccount.com')),
      )
      .filter(({ words }) => words.includes('add-iam-policy-binding'))
      .map(({ words }) => [
        words[0],
        words[words.indexOf('--role') + 1],
        words[words.indexOf('--condition') + 1],
      ]);
    const ofBuckets =
      'expression=resource.name.startsWith("projects/_/buckets/gcf-v2-"),title=sources of functions';
    assert.deepEqual(
      grants.filter(([group]) => group === 'projects'),
      [
        ['projects', 'roles/logging.logWriter', 'None'],
        ['projects', 'roles/storage.objectViewer', ofBuckets],
      ],
    );
    assert.deepEqual(
      grants.filter(([group]) => group === 'artifacts').map(([, role]) => role),
      ['roles/artifactregistry.writer'],
    );
  });

  it('lets it into the cluster with the image-only policy', () =>
    assert.deepEqual(there['object']?.toSorted(), CLUSTER_SIDE));
});
