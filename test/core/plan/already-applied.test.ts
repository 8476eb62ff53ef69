import assert from 'node:assert/strict';
import { valueAt } from '../../../lib/core/text/json.ts';
import { toUpdated } from '../../../lib/core/plan/outcome.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { UpdateRecord } from '../../../lib/core/workload/applied-state.ts';
import { digest, REPOSITORY, workload, written } from '../../support/builders.ts';
import { plan } from './plans.ts';

const FROM = `${REPOSITORY}:v0`;
const TO = `${REPOSITORY}:v1@${digest(1)}`;

const OURS = { from: FROM, to: TO, push: 'm1', by: 'shop', at: 1000, mark: '1000.1' };

interface Case {
  readonly entry?: Partial<UpdateRecord>;
  readonly pushed?: Partial<Push>;
  readonly image?: string;
}

const running = (image: string) => ({ containers: [{ name: 'app', image }] });

/** What is reported of a container that the push `m1` updated, but for what is told. */
function reported({ entry = {}, pushed = {}, image = TO }: Case): readonly unknown[] {
  const metadata = written({ ...OURS, ...entry });
  const { alreadyApplied } = plan({ ...running(image), metadata }, { push: { id: 'm1', ...pushed } });
  return alreadyApplied.map(({ result, from, to, restarted }) => ({ result, from, to, restarted }));
}

const APPLIED = { result: 'alreadyApplied', from: FROM, to: TO, restarted: false };

describe('what an earlier delivery of a push has updated', () => {
  for (const [title, given, expected] of [
    ['is reported with the image before and after', {}, [APPLIED]],
    ['is nothing of another push', { pushed: { id: 'm2' } }, []],
    ['is nothing that the push only found to run', { entry: { by: 'found' } }, []],
    ['is nothing where another image runs', { image: `${REPOSITORY}:v2` }, []],
    ['is nothing where the record names another image', { entry: { to: `${REPOSITORY}:v2` } }, []],
    [
      'is nothing where admission made another tag of it',
      { image: `${REPOSITORY}:v1-signed`, entry: { to: `${REPOSITORY}:v1-signed` } },
      [],
    ],
    [
      'is nothing where admission made another digest of it',
      { image: `${REPOSITORY}:v1@${digest(9)}`, entry: { to: `${REPOSITORY}:v1@${digest(9)}` } },
      [],
    ],
  ] as const)
    it(title, () => assert.deepEqual(reported(given), expected));

  it('is a restart where the text stayed', () =>
    assert.deepEqual(
      reported({ image: `${REPOSITORY}:v1`, entry: { from: `${REPOSITORY}:v1`, to: `${REPOSITORY}:v1` } }),
      [{ result: 'alreadyApplied', from: `${REPOSITORY}:v1`, to: `${REPOSITORY}:v1`, restarted: true }],
    ));

  for (const [title, labels] of [
    ['held since', { 'image-updater/hold': 'true' }],
    ['owned by a GitOps tool since', { 'kustomize.toolkit.fluxcd.io/name': 'a' }],
  ] as const)
    it(`is reported of a workload that is ${title}`, () => {
      const metadata = written(OURS);
      const given = { ...running(TO), metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
      const { alreadyApplied, changes } = plan(given, { push: { id: 'm1' } });
      assert.deepEqual([alreadyApplied.length, changes.length], [1, 0]);
    });

  for (const [title, changes] of [
    ['label', { labels: { 'c.image-updater/applied': '1.1' } }],
    ['record', { annotations: {} }],
  ] as const)
    it(`is nothing where the ${title} is missing or of another write`, () => {
      const metadata = { ...written(OURS), ...changes };
      assert.deepEqual(plan({ ...running(TO), metadata }, { push: { id: 'm1' } }).alreadyApplied, []);
    });

  for (const [title, given] of [
    ['in an excluded namespace', { namespace: 'kube-system' }],
    [
      'that another object controls',
      { metadata: { ownerReferences: [{ controller: true, kind: 'A', name: 'a' }] } },
    ],
  ] as const)
    it(`is nothing of a workload ${title}: nothing was ever written there`, () => {
      const own = 'metadata' in given ? given.metadata : {};
      const metadata = { ...written(OURS), ...own };
      const found = plan({ ...running(TO), ...given, metadata }, { push: { id: 'm1' } });
      assert.deepEqual([found.alreadyApplied, found.skipped.length], [[], 1]);
    });

  it('is reported of an image that admission spelled in another way', () => {
    const aliases = [{ prefix: 'mirror.example.com', means: 'europe-docker.pkg.dev' }];
    const metadata = written(OURS);
    const mirrored = TO.replace('europe-docker.pkg.dev', 'mirror.example.com');
    const { alreadyApplied } = plan(
      { ...running(mirrored), metadata },
      { push: { id: 'm1' }, settings: { aliases } },
    );
    assert.deepEqual(
      alreadyApplied.map(({ to }) => to),
      [mirrored],
    );
  });

  it('is reported, and label and record advance, where the same push has a later time now', () => {
    const metadata = written(OURS);
    const { alreadyApplied, changes } = plan(
      { ...running(TO), metadata },
      { push: { id: 'm1', publishedAt: 5000 } },
    );
    const [change = assert.fail()] = changes;
    assert.deepEqual(alreadyApplied, []);
    assert.partialDeepStrictEqual(change.decision.applied, { mark: '5000.2', entry: { by: 'shop' } });
    assert.equal(toUpdated(workload(running(TO)), change, 'updated').result, 'alreadyApplied');
  });

  it('keeps no more of the image before than of any image', () => {
    const [row] = reported({ entry: { from: 'x'.repeat(60_000) } });
    assert.ok(String(valueAt(row, ['from'])).length < 1_100);
  });
});
