import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BUILT_IN_KINDS, customKind, type Kind } from '../../../lib/core/kind.ts';
import { grantsFor, policyCommand } from '../../../lib/kubernetes/inspect/grants.ts';
import { VERBS, type Right, type Verb } from '../../../lib/kubernetes/inspect/inspection.ts';
import { USER_PLACEHOLDER } from '../../../lib/kubernetes/inspect/paste.ts';
import { resourceOf } from '../../../lib/kubernetes/inspect/probe.ts';
import { kind } from '../../core/given.ts';
import { UPDATER } from './probing.ts';

const ROLLOUT = customKind({
  group: 'argoproj.io',
  version: 'v1alpha1',
  plural: 'rollouts',
  kind: 'Rollout',
});
const README = readFileSync(path.resolve(import.meta.dirname, '../../../infra/rbac/README.md'), 'utf8');

/** A row that has these verbs and no others. */
function right(row: Kind, verbs: readonly Verb[], namespace?: string): Right {
  const [get, list, patch] = VERBS.map((verb) => verbs.includes(verb));
  const where = namespace === undefined ? {} : { namespace };
  return {
    kind: row.kind,
    resource: resourceOf(row),
    ...where,
    allowed: { get: get === true, list: list === true, patch: patch === true },
  };
}

function commands(rights: readonly Right[], user: string | undefined = UPDATER): readonly string[] {
  return grantsFor(rights, user, VERBS).flatMap((advice) => advice.commands);
}

const CLUSTER_WIDE = `sed 's/SERVICE_ACCOUNT_EMAIL/${UPDATER}/g' infra/rbac/cluster-wide.yaml | kubectl apply -f -`;

describe('grants', () => {
  it('are none where nothing is missing', () =>
    assert.deepEqual(
      grantsFor(
        BUILT_IN_KINDS.map((row) => right(row, VERBS)),
        UPDATER,
        VERBS,
      ),
      [],
    ));

  it('of built-in kinds are one line, whatever is missing', () => {
    assert.deepEqual(commands(BUILT_IN_KINDS.map((row) => right(row, []))), [CLUSTER_WIDE]);
    assert.deepEqual(commands([right(kind('CronJob'), ['get', 'list'])]), [CLUSTER_WIDE]);
  });

  it('are a line for each namespace that lacks something', () =>
    assert.deepEqual(
      commands([
        right(kind('Deployment'), [], 'shop'),
        right(kind('CronJob'), [], 'shop'),
        right(kind('Deployment'), VERBS, 'blog'),
        right(kind('Deployment'), ['get'], 'pay'),
      ]),
      ['shop', 'pay'].map(
        (name) =>
          `sed 's/SERVICE_ACCOUNT_EMAIL/${UPDATER}/g' infra/rbac/namespaced.yaml | kubectl apply --namespace ${name} -f -`,
      ),
    ));

  it('of further kinds are a role of their own and its binding', () =>
    assert.deepEqual(commands([right(ROLLOUT, [])]), [
      'kubectl create clusterrole image-updater-rollouts.argoproj.io --verb get,list,patch --resource rollouts.argoproj.io',
      `kubectl create clusterrolebinding image-updater-rollouts.argoproj.io --clusterrole image-updater-rollouts.argoproj.io --user ${UPDATER}`,
    ]));

  it('of further kinds in a namespace are a role there', () =>
    assert.deepEqual(commands([right(ROLLOUT, [], 'shop')]), [
      'kubectl create role image-updater-rollouts.argoproj.io --namespace shop --verb get,list,patch --resource rollouts.argoproj.io',
      `kubectl create rolebinding image-updater-rollouts.argoproj.io --namespace shop --role image-updater-rollouts.argoproj.io --user ${UPDATER}`,
    ]));

  it('of both are both', () =>
    assert.deepEqual(
      commands([right(kind('Deployment'), []), right(ROLLOUT, [])]).map((line) =>
        line.split(' ', 3).join(' '),
      ),
      [
        `sed 's/SERVICE_ACCOUNT_EMAIL/${UPDATER}/g' infra/rbac/cluster-wide.yaml`,
        'kubectl create clusterrole',
        'kubectl create clusterrolebinding',
      ],
    ));

  it('name no user whose name is not harmless', () => {
    for (const user of [undefined, 'kubernetes-admin', "a'; reboot; '@example.com"])
      assert.deepEqual(commands([right(kind('Deployment'), [])], user ?? ''), [
        CLUSTER_WIDE.replace(UPDATER, USER_PLACEHOLDER),
      ]);
  });

  for (const [needed, verbs, weight] of [
    [VERBS, ['get', 'list'], 'needed'],
    [['list'], ['get', 'list'], 'advised'],
    [['list'], ['get', 'patch'], 'needed'],
  ] as const)
    it(`are ${weight} where ${needed.join(', ')} must be and ${verbs.join(', ')} are`, () =>
      assert.deepEqual(
        grantsFor([right(kind('Deployment'), verbs)], UPDATER, needed).map((advice) => advice.weight),
        [weight],
      ));
});

describe('the lines', () => {
  const user = 'updater@my-project.iam.gserviceaccount.com';

  it('are those of infra/rbac/README.md', () => {
    const lines = [
      policyCommand(user),
      ...commands([right(kind('Deployment'), [])], user),
      ...commands([right(kind('Deployment'), [], 'shop')], user),
    ];
    for (const line of lines) assert.ok(README.includes(`${line}\n`), line);
  });
});
