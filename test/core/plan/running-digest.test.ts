import assert from 'node:assert/strict';
import sinon from 'sinon';
import { formatDeletedDigest, type DeletedDigest } from '../../../lib/core/event/deleted-digest.ts';
import { findRunningContainers, groupDigests } from '../../../lib/core/plan/running-digest.ts';
import type { Workload } from '../../../lib/core/workload/workload.ts';
import { digest, REPOSITORY, settings, workload, written } from '../../support/builders.ts';

const DELETED = { repository: REPOSITORY, digest: digest(1) };
const ALIASES = [{ prefix: 'mirror.io/shop', means: 'europe-docker.pkg.dev/shop/images' }];

/** The containers of a workload that run each of the digests. */
function find(given: Workload, ...asked: readonly DeletedDigest[]): readonly (readonly string[])[] {
  const found = findRunningContainers(given, groupDigests(asked), settings({ aliases: ALIASES }));
  return asked.map((deleted) => (found.get(formatDeletedDigest(deleted)) ?? []).map(({ name }) => name));
}

function running(image: string, metadata: object = {}): readonly string[] {
  const given = workload({ metadata, containers: [{ name: 'app', image }] });
  return find(given, DELETED)[0] ?? [];
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
    assert.deepEqual(find(given, DELETED), [['app', 'migrate']]);
  });

  it('tells many digests of several repositories apart', () => {
    const other = 'example.com/other/api';
    const given = workload({
      metadata: written({ digest: digest(3) }),
      containers: [
        { name: 'app', image: `${REPOSITORY}:v1` },
        { name: 'web', image: `${REPOSITORY}@${digest(1)}` },
        { name: 'api', image: `${other}:v1@${digest(1)}` },
      ],
    });
    assert.deepEqual(
      find(
        given,
        DELETED,
        { ...DELETED, digest: digest(2) },
        { ...DELETED, digest: digest(3) },
        { repository: other, digest: digest(1) },
        { repository: other, digest: digest(3) },
      ),
      [['web'], [], ['app'], ['api'], []],
    );
  });

  it('parses the record once for all digests, and not where every image carries one', () => {
    const asked = [1, 2, 3, 4].map((each) => ({ ...DELETED, digest: digest(each) }));
    const tagged = ['a', 'b'].map((name) => ({ name, image: `${REPOSITORY}:v1` }));
    const parse = sinon.spy(JSON, 'parse');
    try {
      find(workload({ containers: [{ name: 'app', image: `${REPOSITORY}:v1@${digest(1)}` }] }), ...asked);
      assert.equal(parse.callCount, 0);
      find(workload({ metadata: written({ digest: digest(1) }), containers: tagged }), ...asked);
      assert.equal(parse.callCount, 1);
    } finally {
      parse.restore();
    }
  });
});
