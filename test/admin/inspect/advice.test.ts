import assert from 'node:assert/strict';
import type { Reason } from '../../../lib/core/errors/reason.ts';
import type { Terms } from '../../../lib/core/errors/reason-text.ts';
import type { Advice, PolicyState, Right } from '../../../lib/admin/inspect/inspection.ts';
import {
  adviceFor,
  inspectionFault,
  unexplainedFaults,
  notReadyReason,
  type ProbeResults,
} from '../../../lib/admin/inspect/advice.ts';
import type { ListFault } from '../../../lib/admin/inspect/inventory.ts';
import { kind } from '../../support/builders.ts';
import { UPDATER } from '../../support/accounts.ts';

const ALLOWED = { get: true, list: true, patch: true };
const DEPLOYMENTS: Right = { kind: 'Deployment', resource: 'deployments.apps', allowed: ALLOWED };
const MISSING: PolicyState = { state: 'missing', open: ['deployments.apps'] };
const EMPTY = { counts: [], samples: [], milliseconds: 0, faults: [] };

function answers(changes: Partial<ProbeResults> = {}): ProbeResults {
  const all = {
    version: 'v1.36.3',
    identity: { username: UPDATER, groups: [] },
    rights: [DEPLOYMENTS],
    policy: { state: 'inForce' },
  } as const;
  return { ...all, inventory: EMPTY, ...changes };
}

function weights(given: ProbeResults, mode: 'apply' | 'observe' = 'apply'): string[] {
  return adviceFor(given, mode).map(({ weight }) => weight);
}

describe('advice', () => {
  it('has commands for the context of the cluster, so that they reach no other one', () => {
    const given = answers({ policy: MISSING });
    const commands = (context?: string) =>
      adviceFor(given, 'apply', context).flatMap((each) => each.commands);
    assert.ok(commands('gke_a_b_c').length > 0);
    for (const line of commands('gke_a_b_c')) assert.match(line, / \| kubectl --context gke_a_b_c apply /);
    for (const line of commands()) assert.match(line, / \| kubectl apply /);
  });

  it('is none where all is well', () => assert.deepEqual(adviceFor(answers(), 'apply'), []));

  const noPatch = { ...DEPLOYMENTS, allowed: { ...ALLOWED, patch: false } };
  const noList = { ...DEPLOYMENTS, allowed: { ...ALLOWED, list: false } };
  for (const [title, rights, mode, expected] of [
    ['a right that is missing is needed', [noPatch], 'apply', ['needed']],
    ['patch is only advised where nothing is patched', [noPatch], 'observe', ['advised']],
    ['list is needed even where nothing is patched', [noList], 'observe', ['needed']],
  ] as const)
    it(`says that ${title}`, () => assert.deepEqual(weights(answers({ rights }), mode), expected));

  it('says nothing of rights on a kind that the cluster does not have', () => {
    const inventory = { ...EMPTY, counts: [{ kind: 'Deployment', count: 0, absent: true } as const] };
    assert.deepEqual(weights(answers({ rights: [noPatch], inventory })), []);
  });

  for (const [title, changes, commands] of [
    ['the line that brings the policy into force', {}, 1],
    ['no line for Kubernetes before 1.30', { version: 'v1.29.5' }, 0],
    [
      'no line for a person, whom it would bind too',
      { identity: { username: 'alice@example.com', groups: [] } },
      0,
    ],
    ['a line to be completed if the user is unknown', { identity: undefined }, 1],
  ] as const)
    it(`on a missing policy has ${title}`, () => {
      const [advice, ...others] = adviceFor(answers({ policy: MISSING, ...changes }), 'apply');
      assert.deepEqual([advice?.weight, advice?.commands.length, others], ['advised', commands, []]);
    });

  it('on a policy that does not look at a further kind says where to add it', () => {
    const open = ['rollouts.argoproj.io'];
    const [further] = adviceFor(answers({ policy: { state: 'missing', open } }), 'apply');
    const [builtIn] = adviceFor(answers({ policy: MISSING }), 'apply');
    const place = 'infra/rbac/image-only-policy.yaml';
    assert.match(further?.message ?? '', new RegExp(`rollouts\\.argoproj\\.io to .*${place}`));
    assert.deepEqual([builtIn?.message.includes(place), further?.commands.length], [false, 1]);
  });

  it('is none where nobody knows whether there is the policy', () =>
    assert.deepEqual(weights(answers({ policy: { state: 'unknown', why: 'no workload' } })), []));
});

describe('a cluster', () => {
  const fault = (reason: 'Timeout' | 'InvalidObject') => ({
    where: 'list',
    reason,
    detail: 'a',
    remedy: 'b',
    commands: [],
  });
  const advice = (weight: Advice['weight']): Advice => ({ weight, message: 'a', commands: [] });
  for (const [title, faults, advices, expected] of [
    ['with nothing to say of it is ready', [], [], undefined],
    ['with an advice is ready', [], [advice('advised')], undefined],
    ['with odd objects is ready', [fault('InvalidObject')], [], undefined],
    ['with a fault is not ready', [fault('InvalidObject'), fault('Timeout')], [], 'Timeout'],
    ['that needs something is not ready', [], [advice('advised'), advice('needed')], 'rights'],
    ['with a fault that needs something is not ready', [fault('Timeout')], [advice('needed')], 'Timeout'],
  ] as const)
    it(title, () => assert.equal(notReadyReason(faults, advices), expected));
});

describe('faults of lists', () => {
  const fault = (reason: 'Forbidden' | 'Timeout', namespace?: string): ListFault => ({
    kind: kind('Deployment'),
    namespace,
    where: 'list deployments',
    reason,
    detail: 'said the server',
  });
  const lacking = { ...DEPLOYMENTS, allowed: { ...ALLOWED, list: false } };
  const reasons = (faults: readonly ListFault[], rights: readonly Right[]): Reason[] =>
    unexplainedFaults(faults, rights).map(({ reason }) => reason);

  it('are said once: a missing right is what the advice is about', () =>
    assert.deepEqual(reasons([fault('Forbidden'), fault('Timeout')], [lacking]), ['Timeout']));

  it('are said where the right is there after all, is another one, or is unknown', () => {
    for (const rights of [[DEPLOYMENTS], [{ ...lacking, namespace: 'shop' }], []])
      assert.deepEqual(reasons([fault('Forbidden')], rights), ['Forbidden']);
  });

  it('have the command with the names of their case, where there is one', () => {
    const of = (terms: Terms) =>
      inspectionFault({ where: 'a', reason: 'NoCluster', detail: 'b', terms }).commands;
    assert.deepEqual(of({ PROJECT: 'shop-1' }), ['gcloud container clusters list --project shop-1']);
    assert.deepEqual(of({}), []);
  });
});
