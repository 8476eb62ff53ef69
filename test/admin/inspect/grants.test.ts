import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { BUILT_IN_KINDS, type Kind } from '../../../lib/core/workload/kind.ts';
import { grantsFor, policyCommand } from '../../../lib/admin/inspect/grants.ts';
import { VERBS, type Right, type Verb } from '../../../lib/admin/inspect/inspection.ts';
import { USER_PLACEHOLDER } from '../../../lib/admin/inspect/shell-safe.ts';
import { resourceName } from '../../../lib/admin/inspect/probe.ts';
import { kind, ROLLOUT } from '../../support/builders.ts';
import { UPDATER } from '../../support/accounts.ts';

const README = readFileSync(path.resolve(import.meta.dirname, '../../../infra/rbac/README.md'), 'utf8');

/** A row that has these verbs and no others. */
function right(row: Kind, verbs: readonly Verb[], namespace?: string): Right {
  const [get, list, patch] = VERBS.map((verb) => verbs.includes(verb));
  const where = namespace === undefined ? {} : { namespace };
  return {
    kind: row.kind,
    resource: resourceName(row),
    ...where,
    allowed: { get: get === true, list: list === true, patch: patch === true },
  };
}

function commands(rights: readonly Right[], user: string | undefined = UPDATER): readonly string[] {
  return grantsFor(rights, user, VERBS).flatMap((advice) => advice.commands);
}

/** What a shell hands to kubectl. */
function appliedBy(line: string | undefined): unknown {
  const words = (line ?? '').replace(/ \| kubectl apply -f -$/, '');
  return JSON.parse(execFileSync('sh', ['-c', words], { encoding: 'utf8' }));
}

const LIST = v.object({
  items: v.array(v.looseObject({ kind: v.string(), metadata: v.looseObject({ name: v.string() }) })),
});

function itemsOf(line: string | undefined) {
  return v.parse(LIST, appliedBy(line)).items;
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

  it('of further kinds are a role of their own and its binding for this user, as one line', () => {
    const [line, ...others] = commands([right(ROLLOUT, ['list'])]);
    const name = 'image-updater:rollouts.argoproj.io';
    const apiGroup = 'rbac.authorization.k8s.io';
    assert.deepEqual(others, []);
    assert.deepEqual(appliedBy(line), {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: `${apiGroup}/v1`,
          kind: 'ClusterRole',
          metadata: { name },
          rules: [{ apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['get', 'list', 'patch'] }],
        },
        {
          apiVersion: `${apiGroup}/v1`,
          kind: 'ClusterRoleBinding',
          metadata: { name: `${name}:${UPDATER}` },
          roleRef: { apiGroup, kind: 'ClusterRole', name },
          subjects: [{ apiGroup, kind: 'User', name: UPDATER }],
        },
      ],
    });
  });

  it('of further kinds in a namespace are a role there', () => {
    const items = itemsOf(commands([right(ROLLOUT, [], 'shop')])[0]);
    const name = 'image-updater:rollouts.argoproj.io';
    assert.deepEqual(
      items.map(({ kind: type, metadata }) => [type, metadata]),
      [
        ['Role', { name, namespace: 'shop' }],
        ['RoleBinding', { name: `${name}:${UPDATER}`, namespace: 'shop' }],
      ],
    );
  });

  it('of kinds of the core group are of the empty group', () => {
    const [role] = itemsOf(commands([{ ...right(ROLLOUT, []), resource: 'replicationcontrollers' }])[0]);
    assert.deepEqual(role?.['rules'], [
      { apiGroups: [''], resources: ['replicationcontrollers'], verbs: VERBS },
    ]);
  });

  it('of further kinds are an echo of harmless words, whatever they are called', () => {
    for (const resource of ["rollouts.a'; reboot; '", 'rollouts.$(reboot)', 'a\\nb', 'a"b'])
      for (const user of ["a'; reboot; '@example.com", UPDATER]) {
        const [line] = commands([{ ...right(ROLLOUT, []), resource }], user);
        assert.match(line ?? '', /^echo '[^'$\\]*' \| kubectl apply -f -$/);
        assert.equal(itemsOf(line)[0]?.metadata.name, 'image-updater:RESOURCE');
      }
  });

  it('of both are both', () => {
    const [first, second, ...others] = commands([right(kind('Deployment'), []), right(ROLLOUT, [])]);
    assert.deepEqual([first, itemsOf(second).length, others], [CLUSTER_WIDE, 2, []]);
  });

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

describe('grants in observe mode', () => {
  const OBSERVE: readonly Verb[] = ['list'];
  const READ_ONLY = `sed 's/SERVICE_ACCOUNT_EMAIL/${UPDATER}/g' infra/rbac/read-only.yaml | kubectl apply -f -`;

  function grants(rights: readonly Right[]) {
    return grantsFor(rights, UPDATER, OBSERVE).map(({ weight, commands: lines }) => [weight, ...lines]);
  }

  it('need only the read-only role; the right to patch is granted apart', () =>
    assert.deepEqual(grants(BUILT_IN_KINDS.map((row) => right(row, []))), [
      ['needed', READ_ONLY],
      ['advised', CLUSTER_WIDE],
    ]));

  it('do not advise what is there', () => {
    assert.deepEqual(grants([right(kind('Deployment'), ['get', 'patch'])]), [['needed', READ_ONLY]]);
    assert.deepEqual(grants([right(kind('Deployment'), ['list'])]), [['advised', CLUSTER_WIDE]]);
  });

  it('in a namespace are roles there', () =>
    assert.deepEqual(grants([right(kind('Deployment'), ['get', 'patch'], 'shop')]), [
      [
        'needed',
        `sed 's/ClusterRole/Role/; s/SERVICE_ACCOUNT_EMAIL/${UPDATER}/g' infra/rbac/read-only.yaml | kubectl apply --namespace shop -f -`,
      ],
    ]));

  it('of further kinds are a read-only role of another name than the role that patches', () => {
    const [advice] = grantsFor([right(ROLLOUT, [])], UPDATER, OBSERVE);
    const [role, binding] = itemsOf(advice?.commands[0]);
    const name = 'image-updater-read-only:rollouts.argoproj.io';
    assert.deepEqual(
      [role?.metadata.name, role?.['rules']],
      [name, [{ apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['list'] }]],
    );
    assert.equal(binding?.metadata.name, `${name}:${UPDATER}`);
  });
});

describe('the lines', () => {
  const user = 'updater@my-project.iam.gserviceaccount.com';

  it('are those of infra/rbac/README.md', () => {
    const lines = [
      policyCommand(user),
      ...commands([right(kind('Deployment'), [])], user),
      ...commands([right(kind('Deployment'), [], 'shop')], user),
      ...commands([right(ROLLOUT, [])], user),
      ...[undefined, 'shop'].flatMap((namespace) =>
        grantsFor([right(kind('Deployment'), ['get', 'patch'], namespace)], user, ['list']).flatMap(
          (advice) => advice.commands,
        ),
      ),
    ];
    for (const line of lines) assert.ok(README.includes(`${line}\n`), line);
  });
});
