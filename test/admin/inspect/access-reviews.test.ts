import assert from 'node:assert/strict';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import type { Right } from '../../../lib/admin/inspect/inspection.ts';
import { missingVerbs, reviewRights } from '../../../lib/admin/inspect/access-reviews.ts';
import { kind } from '../../support/builders.ts';
import { answer } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { asUser, probingServer, lists, NOT_FOUND, probing, status } from '../../support/probing.ts';

const KINDS = [kind('Deployment'), kind('CronJob')];
const NOTHING = { get: false, list: false, patch: false };

describe('rights', () => {
  it('are asked for each kind and verb, in all namespaces', () =>
    asUser(
      { rights: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] }] },
      async ({ probe, sandbox }) => {
        assert.deepEqual(await reviewRights(probe, lists(KINDS)), [
          {
            kind: 'Deployment',
            resource: 'deployments.apps',
            allowed: { get: true, list: true, patch: false },
          },
          { kind: 'CronJob', resource: 'cronjobs.batch', allowed: NOTHING },
        ]);
        assert.equal(sandbox.requests.length, 6);
      },
    ));

  it('are asked for each namespace that is listed by name', () =>
    asUser(
      { rights: [{ apiGroups: ['apps'], resources: ['*'], verbs: ['*'], namespace: 'shop' }] },
      async ({ probe }) => {
        const rights = await reviewRights(probe, lists([kind('Deployment')], 'shop', 'pay'));
        assert.deepEqual(
          rights.map(({ namespace, allowed }) => [namespace, allowed]),
          [
            ['shop', { get: true, list: true, patch: true }],
            ['pay', NOTHING],
          ],
        );
      },
    ));

  it('in one namespace are none in all of them', () =>
    asUser(
      { rights: [{ apiGroups: ['apps'], resources: ['*'], verbs: ['*'], namespace: 'shop' }] },
      async ({ probe }) =>
        assert.deepEqual(
          (await reviewRights(probe, lists([kind('Deployment')]))).map(({ allowed }) => allowed),
          [NOTHING],
        ),
    ));

  it('are asked a few at a time', () => {
    let [now, most] = [0, 0];
    return probingServer(
      (_, response) => {
        most = Math.max(most, (now += 1));
        setTimeout(() => {
          now -= 1;
          answer(response, 201, { status: { allowed: true } });
        }, 5);
      },
      async (probe) => {
        const names = Array.from({ length: 10 }, (_, index) => `n${index}`);
        assert.equal((await reviewRights(probe, lists(BUILT_IN_KINDS, ...names))).length, 40);
        assert.ok(most > 1 && most <= 8, String(most));
      },
    );
  });

  for (const [title, code, body, reason] of [
    ['is forbidden', 403, status(403, 'Forbidden'), 'Forbidden'],
    ['is not known there', 404, NOT_FOUND, 'Refused'],
    ['gets an answer without a word on it', 201, { status: {} }, 'UnexpectedAnswer'],
  ] as const)
    it(`are a fault where the question ${title}`, () =>
      probing(code, body, (probe) => rejectsWith(reason, reviewRights(probe, lists(KINDS)))));
});

describe('missing verbs', () => {
  const right: Right = {
    kind: 'Deployment',
    resource: 'deployments.apps',
    allowed: { get: false, list: true, patch: false },
  };

  it('are those that are not allowed', () => assert.deepEqual(missingVerbs(right), ['get', 'patch']));
});
