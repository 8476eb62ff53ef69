import assert from 'node:assert/strict';
import { imageOnlyPolicyOf } from '../../../lib/kubernetes/inspect/image-only-policy.ts';
import { workload } from '../../core/given.ts';
import { asUser, NOT_FOUND, probing, status, UPDATER } from './probing.ts';

const SHAPES = { 'with annotations': { annotations: { a: 'b' } }, 'without annotations': {} };

describe('the image-only policy', () => {
  for (const [title, metadata] of Object.entries(SHAPES)) {
    const given = { metadata };

    it(`is in force where it refuses to annotate a workload ${title}`, () =>
      asUser({ objects: [given], imageOnlyPolicy: UPDATER }, async ({ probe }) =>
        assert.deepEqual(await imageOnlyPolicyOf(probe, [workload(given)]), { state: 'inForce' }),
      ));

    it(`is missing where a workload ${title} may be annotated`, () =>
      asUser({ objects: [given] }, async ({ probe }) =>
        assert.deepEqual(await imageOnlyPolicyOf(probe, [workload(given)]), { state: 'missing' }),
      ));

    it(`is tried on a workload ${title}, which stays as it was`, () =>
      asUser({ objects: [given] }, async ({ probe, sandbox }) => {
        const before = sandbox.get('Deployment', 'shop', 'web');
        await imageOnlyPolicyOf(probe, [workload(given)]);
        assert.deepEqual(sandbox.get('Deployment', 'shop', 'web'), before);
        assert.deepEqual(
          sandbox.requests.map(({ method, query }) => [method, query['dryRun']]),
          [['PATCH', 'All']],
        );
      }));
  }

  it('is missing where it is for somebody else', () =>
    asUser({ imageOnlyPolicy: 'other@example.com' }, async ({ probe }) =>
      assert.deepEqual(await imageOnlyPolicyOf(probe, [workload()]), { state: 'missing' }),
    ));

  it('is unknown without a workload', () =>
    asUser({}, async ({ probe }) => assert.equal((await imageOnlyPolicyOf(probe, [])).state, 'unknown')));

  it('is unknown without the right to patch', () =>
    asUser({ rights: [] }, async ({ probe }) => {
      const state = await imageOnlyPolicyOf(probe, [workload()]);
      assert.deepEqual(state, { state: 'unknown', why: 'we may not patch the workload it was tried on' });
    }));

  it('is tried on the next workload where one does not tell', () =>
    asUser({ objects: [{ name: 'second' }] }, async ({ probe, sandbox }) => {
      const samples = [workload({ name: 'gone' }), workload({ name: 'second' }), workload({ name: 'third' })];
      assert.deepEqual(await imageOnlyPolicyOf(probe, samples), { state: 'missing' });
      assert.equal(sandbox.requests.length, 2);
    }));

  it('is not tried with annotations that have come in between: they would be lost', () =>
    asUser({ objects: [{ metadata: SHAPES['with annotations'] }] }, async ({ probe }) =>
      assert.equal((await imageOnlyPolicyOf(probe, [workload()])).state, 'unknown'),
    ));

  const denial = "ValidatingAdmissionPolicy 'image-updater-image-only' with binding 'a' denied request: no";
  for (const [title, code, body] of [
    ['a webhook refuses', 403, status(403, 'Forbidden', 'admission webhook "a" denied the request: no')],
    [
      'a webhook talks like the policy',
      422,
      status(422, 'Invalid', `admission webhook "a" denied the request: ${denial}`),
    ],
    [
      'another policy refuses',
      422,
      status(422, 'Invalid', denial.replace('image-updater-image-only', 'other')),
    ],
    ['the workload is gone', 404, NOT_FOUND],
    ['the server fails', 500, status(500, 'InternalError')],
  ] as const)
    it(`is unknown where ${title}, and says why`, () =>
      probing(code, body, async (probe) => {
        const state = await imageOnlyPolicyOf(probe, [workload()]);
        assert.equal(state.state, 'unknown');
        assert.match('why' in state ? state.why : '', /./);
      }));

  it('says why in printable words', () =>
    probing(422, status(422, 'Invalid', '\u001b[31mred'), async (probe) => {
      const state = await imageOnlyPolicyOf(probe, [workload()]);
      assert.ok('why' in state && state.why.includes('red') && !state.why.includes('\u001b'));
    }));

  it('is found on workloads of other kinds as well', () =>
    asUser({ objects: [{ kind: 'CronJob' }], imageOnlyPolicy: UPDATER }, async ({ probe }) =>
      assert.deepEqual(await imageOnlyPolicyOf(probe, [workload({ kind: 'CronJob' })]), { state: 'inForce' }),
    ));
});
