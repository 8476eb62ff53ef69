import assert from 'node:assert/strict';
import { findRunningContainers } from '../../../lib/core/plan/running-digest.ts';
import { digest, REPOSITORY, settings, workload, written } from '../../support/builders.ts';

const DELETED = { repository: REPOSITORY, digest: digest(1) };
const ALIASES = [{ prefix: 'mirror.io/shop', means: 'europe-docker.pkg.dev/shop/images' }];

function running(image: string, metadata: object = {}): readonly string[] {
  const given = workload({ metadata, containers: [{ name: 'app', image }] });
  return findRunningContainers(given, DELETED, settings({ aliases: ALIASES })).map(({ name }) => name);
}

describe('findRunningContainers', () => {
  const rows: readonly (readonly [title: string, image: string, metadata?: object])[] = [
    ['a tag and the digest', `${REPOSITORY}:v1@${digest(1)}`],
    ['the digest alone', `${REPOSITORY}@${digest(1)}`],
    ['the digest under an alias', `mirror.io/shop/web@${digest(1)}`],
    ['a tag whose record has the digest', `${REPOSITORY}:v1`, written({ digest: digest(1) })],
    [
      'the digest, in a workload that is owned by GitOps',
      `${REPOSITORY}@${digest(1)}`,
      { labels: { 'argocd.argoproj.io/instance': 'a' } },
    ],
    ['the digest, on hold', `${REPOSITORY}@${digest(1)}`, { labels: { 'image-updater/hold': 'true' } }],
  ];
  for (const [title, image, metadata] of rows)
    it(`has a container with ${title}`, () => assert.deepEqual(running(image, metadata), ['app']));

  const others: typeof rows = [
    ['another digest', `${REPOSITORY}:v1@${digest(2)}`],
    ['the digest of another repository', `example.com/web@${digest(1)}`],
    ['a tag alone', `${REPOSITORY}:v1`],
    ['a tag whose record has another digest', `${REPOSITORY}:v1`, written({ digest: digest(2) })],
    ['another tag than its record, which has the digest', `${REPOSITORY}:v2`, written({ digest: digest(1) })],
    ['another digest than its record', `${REPOSITORY}:v1@${digest(2)}`, written({ digest: digest(1) })],
    ['what is no image', `${REPOSITORY}:!@${digest(1)}`],
  ];
  for (const [title, image, metadata] of others)
    it(`has none with ${title}`, () => assert.deepEqual(running(image, metadata), []));

  it('has init containers, and each container of several', () => {
    const image = `${REPOSITORY}@${digest(1)}`;
    const given = workload({
      containers: [
        { name: 'app', image },
        { name: 'proxy', image: 'envoy:1' },
      ],
      initContainers: [{ name: 'migrate', image }],
    });
    const found = findRunningContainers(given, DELETED, settings());
    assert.deepEqual(
      found.map(({ name }) => name),
      ['app', 'migrate'],
    );
  });
});
