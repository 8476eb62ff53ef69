import assert from 'node:assert/strict';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import type { Workload } from '../../../lib/core/workload/workload.ts';
import { checkImageOnlyPolicy } from '../../../lib/admin/inspect/policy-check.ts';
import type { Probe } from '../../../lib/admin/inspect/probe.ts';
import { kind, ROLLOUT, workload } from '../../support/builders.ts';
import { answer } from '../../support/loopback.ts';
import { asUser, probingServer, NOT_FOUND, probing, status } from '../../support/probing.ts';
import { UPDATER } from '../../support/accounts.ts';

const GIVEN = { metadata: { annotations: { a: 'b' } } };
const SHAPES = { 'with annotations': { annotations: { a: 'b' } }, 'without annotations': {} };

const NO_WORKLOAD = 'no workload exists to test it';
const NO_RIGHT = 'no permission to patch the tested workload';
const OPEN = { state: 'missing', open: ['deployments.apps'] } as const;

const DENIAL = "ValidatingAdmissionPolicy 'image-updater-image-only.a.b' with binding 'a' denied request: no";

/** Tries these; kinds of which there is none are counted, but for those that the cluster does not have. */
function tried(probe: Probe, samples: readonly Workload[], kinds = samples.map((each) => each.kind)) {
  const counts = kinds.map((each) => ({ kind: each.kind, count: 1 }));
  return checkImageOnlyPolicy(probe, [...BUILT_IN_KINDS, ROLLOUT], { samples, counts });
}

describe('the image-only policy', () => {
  for (const [title, metadata] of Object.entries(SHAPES)) {
    const given = { metadata };

    it(`is in force where it refuses to annotate a workload ${title}`, () =>
      asUser({ objects: [given], imageOnlyPolicy: UPDATER }, async ({ probe }) =>
        assert.deepEqual(await tried(probe, [workload(given)]), { state: 'inForce' }),
      ));

    it(`is missing where a workload ${title} may be annotated`, () =>
      asUser({ objects: [given] }, async ({ probe }) =>
        assert.deepEqual(await tried(probe, [workload(given)]), OPEN),
      ));

    it(`is tried on a workload ${title}, which stays as it was`, () =>
      asUser({ objects: [given] }, async ({ probe, sandbox }) => {
        const before = sandbox.get('Deployment', 'shop', 'web');
        await tried(probe, [workload(given)]);
        assert.deepEqual(sandbox.get('Deployment', 'shop', 'web'), before);
        assert.deepEqual(
          sandbox.requests.map(({ method, query }) => [method, query['dryRun']]),
          [['PATCH', 'All']],
        );
      }));
  }

  it('is missing where it is for somebody else', () =>
    asUser({ imageOnlyPolicy: 'other@example.com' }, async ({ probe }) =>
      assert.deepEqual(await tried(probe, [workload()]), OPEN),
    ));

  it('is unknown without a workload', () =>
    asUser({}, async ({ probe }) => {
      for (const kinds of [[], [kind('Deployment')]])
        assert.deepEqual(await tried(probe, [], kinds), { state: 'unknown', why: NO_WORKLOAD });
    }));

  it('is unknown without the right to patch', () =>
    asUser({ rights: [] }, async ({ probe }) => {
      const kinds = [kind('StatefulSet'), kind('Deployment')];
      assert.deepEqual(await tried(probe, [workload()], kinds), { state: 'unknown', why: NO_RIGHT });
    }));

  for (const [title, looksAt, expected] of [
    ['missing for a kind that it does not look at', ['deployments'], ['rollouts.argoproj.io']],
    ['missing for all kinds that are let through', [], ['deployments.apps', 'rollouts.argoproj.io']],
    ['in force where it looks at further kinds too', ['deployments', 'rollouts'], undefined],
  ] as const)
    it(`is ${title}`, () =>
      probingServer(
        ({ url = '' }, response) => {
          const isRefused = looksAt.some((plural) => url.includes(`/${plural}/`));
          answer(response, isRefused ? 422 : 200, isRefused ? status(422, 'Invalid', DENIAL) : {});
        },
        async (probe) =>
          assert.deepEqual(
            await tried(probe, [workload(), { ...workload(), kind: ROLLOUT }]),
            expected === undefined ? { state: 'inForce' } : { state: 'missing', open: expected },
          ),
      ));

  for (const [title, imageOnlyPolicy, expected] of [
    ['in force', UPDATER, { state: 'inForce' }],
    ['missing', 'other@example.com', OPEN],
  ] as const)
    it(`is ${title} where the kinds say so that tell, and says which do not`, () =>
      asUser({ objects: [GIVEN], imageOnlyPolicy }, async ({ probe }) => {
        const samples = [workload(GIVEN), workload({ kind: 'StatefulSet' })];
        const kinds = [kind('Deployment'), kind('StatefulSet'), kind('DaemonSet')];
        const state = await tried(probe, samples, kinds);
        const unchecked = 'unchecked' in state ? state.unchecked : [];
        assert.deepEqual(state, { ...expected, unchecked });
        assert.deepEqual(
          unchecked?.map(({ resource }) => resource),
          ['statefulsets.apps', 'daemonsets.apps'],
        );
        assert.ok(unchecked[0]?.why.includes('not found'));
        assert.equal(unchecked[1]?.why, NO_WORKLOAD);
      }));

  it('does not ask about a kind that the cluster does not have', () =>
    asUser({ objects: [GIVEN], imageOnlyPolicy: UPDATER }, async ({ probe }) => {
      const counts = [{ kind: 'Deployment', count: 1 }, { kind: 'Rollout', count: 0, absent: true } as const];
      const kinds = [kind('Deployment'), ROLLOUT];
      const state = await checkImageOnlyPolicy(probe, kinds, { samples: [workload(GIVEN)], counts });
      assert.deepEqual(state, { state: 'inForce' });
    }));

  it('is not tried with annotations that have come in between: they would be lost', () =>
    asUser({ objects: [{ metadata: SHAPES['with annotations'] }] }, async ({ probe }) =>
      assert.equal((await tried(probe, [workload()])).state, 'unknown'),
    ));

  for (const [title, code, body] of [
    ['a webhook refuses', 403, status(403, 'Forbidden', 'admission webhook "a" denied the request: no')],
    [
      'a webhook talks like the policy',
      422,
      status(422, 'Invalid', `admission webhook "a" denied the request: ${DENIAL}`),
    ],
    [
      'another policy refuses',
      422,
      status(422, 'Invalid', DENIAL.replace('image-updater-image-only.', 'other.')),
    ],
    ['the workload is gone', 404, NOT_FOUND],
    ['the server fails', 500, status(500, 'InternalError')],
  ] as const)
    it(`is unknown where ${title}, and says why`, () =>
      probing(code, body, async (probe) => {
        const state = await tried(probe, [workload()]);
        assert.equal(state.state, 'unknown');
        assert.match('why' in state ? state.why : '', /./);
      }));

  it('says why in printable words', () =>
    probing(422, status(422, 'Invalid', '\u001b[31mred'), async (probe) => {
      const state = await tried(probe, [workload()]);
      assert.ok('why' in state && state.why.includes('red') && !state.why.includes('\u001b'));
    }));

  it('is found on workloads of other kinds as well', () =>
    asUser({ objects: [{ kind: 'CronJob' }], imageOnlyPolicy: UPDATER }, async ({ probe }) =>
      assert.deepEqual(await tried(probe, [workload({ kind: 'CronJob' })]), { state: 'inForce' }),
    ));
});
