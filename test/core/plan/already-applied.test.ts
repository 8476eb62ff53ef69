import assert from 'node:assert/strict';
import { parseImage } from '../../../lib/core/names/image-reference.ts';
import { findAlreadyApplied } from '../../../lib/core/plan/already-applied.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import type { UpdateRecord } from '../../../lib/core/workload/applied-state.ts';
import { digest, push, REPOSITORY, written } from '../../support/builders.ts';
import { plan } from './plans.ts';

const FROM = `${REPOSITORY}:v0`;
const TO = `${REPOSITORY}:v1@${digest(1)}`;

interface Case {
  readonly entry?: Partial<UpdateRecord>;
  readonly pushed?: Partial<Push>;
  readonly image?: string;
}

const running = (image: string) => ({ containers: [{ name: 'app', image }] });

/** What is reported of a container that the push `m1` updated, but for what is told. */
function reported({ entry = {}, pushed = {}, image = TO }: Case): readonly unknown[] {
  const metadata = written({ from: FROM, to: TO, push: 'm1', by: 'shop', ...entry });
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
    ['is nothing where the record speaks of another image', { entry: { to: `${REPOSITORY}:v2` } }, []],
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
      const metadata = written({ from: FROM, to: TO, push: 'm1', by: 'shop' });
      const given = { ...running(TO), metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
      const { alreadyApplied, changes } = plan(given, { push: { id: 'm1' } });
      assert.deepEqual([alreadyApplied.length, changes.length], [1, 0]);
    });

  for (const state of [
    { status: 'drifted', mark: { text: '1.1', time: 1, count: 1 } },
    { status: 'unmarked' },
    { status: 'unreadable', label: 'x' },
  ] as const)
    it(`is nothing of a container that is ${state.status}`, () => {
      const parsed = parseImage(TO);
      assert.ok('image' in parsed);
      assert.equal(findAlreadyApplied(push({ id: 'm1' }), state, parsed.image, true), undefined);
    });
});
