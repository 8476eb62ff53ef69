import assert from 'node:assert/strict';
import type { Inspected, NotInspected, PolicyState, Right } from '../../../lib/admin/inspect/inspection.ts';
import { clusterDetails } from '../../../lib/cli/clusters/details.ts';

const WELL: Inspected = {
  state: 'inspected',
  cluster: 'a',
  ready: true,
  found: { entry: 'clusters[0]', way: 'inCluster', endpoint: 'private', server: new URL('https://10.0.0.1') },
  version: 'v1.36.3',
  imageOnlyPolicy: { state: 'inForce' },
  workloads: [
    { kind: 'Deployment', count: 3 },
    { kind: 'Rollout', count: 0, absent: true },
  ],
  scanMilliseconds: 12,
  faults: [],
  advice: [],
};
const NOT_ASKED: NotInspected = {
  state: 'unreachable',
  cluster: 'a',
  ready: false,
  why: 'NotServing',
  found: { entry: 'clusters[0]', way: 'projects/shop' },
  faults: [],
  advice: [],
};

/** Each line by its title, put together again. */
function detailsOf(inspection: Inspected | NotInspected): Record<string, string> {
  const [, ...lines] = clusterDetails(inspection, (text) => text)
    .replaceAll(/\n {4}/g, ' ')
    .trimEnd()
    .split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(2, 12).trimEnd(), line.slice(13)]));
}

function right(resource: string, verbs: string, namespace?: string): Right {
  const [get, list, patch] = ['get', 'list', 'patch'].map((verb) => verbs.includes(verb));
  const allowed = { get: get === true, list: list === true, patch: patch === true };
  return { kind: resource, resource, allowed, ...(namespace === undefined ? {} : { namespace }) };
}

describe('the details of a cluster', () => {
  it('are its origin, the user, and its workloads', () =>
    assert.deepEqual(detailsOf({ ...WELL, identity: { username: 'me', groups: [] } }), {
      'found by': 'clusters[0]: inCluster',
      server: 'https://10.0.0.1/ (private endpoint)',
      version: 'v1.36.3',
      user: 'me',
      policy: 'image-only, in force',
      workloads: 'Deployment 3, no Rollout in this cluster',
      scan: '12 ms',
    }));

  it('say a server once', () => {
    const server = new URL('http://127.0.0.1:8001');
    const found = { entry: 'clusters[0]', way: server.href, server };
    assert.ok(!('server' in detailsOf({ ...WELL, found })));
  });

  it('say that the user is unknown, and why the policy is unknown', () => {
    const details = detailsOf({ ...WELL, imageOnlyPolicy: { state: 'unknown', why: 'it hangs' } });
    assert.deepEqual(
      [details['user'], details['policy']],
      ['unknown: the API server does not say', 'unknown: it hangs'],
    );
  });

  it('name the kinds for which there is no policy, and those of which nobody knows', () => {
    const unchecked = ['b', 'd'].map((resource) => ({ resource, why: 'there is none' }));
    const textOf = (imageOnlyPolicy: PolicyState) => detailsOf({ ...WELL, imageOnlyPolicy })['policy'];
    assert.equal(
      textOf({ state: 'missing', open: ['a', 'c'], unchecked }),
      'none for a, c; unknown for b, d: there is none',
    );
    assert.equal(
      textOf({ state: 'inForce', unchecked }),
      'image-only, in force; unknown for b, d: there is none',
    );
  });

  const rows: readonly (readonly [
    title: string,
    rights: readonly Right[],
    may: string | undefined,
    lack: string | undefined,
  ])[] = [
    ['all rights', [right('a', 'get list patch')], 'get, list, patch of a', undefined],
    ['no right', [right('a', '')], undefined, 'get, list, patch of a'],
    [
      'some rights',
      [right('a', 'get list'), right('b', 'get list'), right('c', 'patch')],
      'get, list of a, b; patch of c',
      'patch of a, b; get, list of c',
    ],
    [
      'rights in namespaces',
      [right('a', 'get list patch', 'shop'), right('a', 'list', 'pay')],
      'in shop: get, list, patch of a; in pay: list of a',
      'in pay: get, patch of a',
    ],
  ];
  for (const [title, rights, may, lack] of rows)
    it(`name each of ${title}`, () => {
      const details = detailsOf({ ...WELL, rights });
      assert.deepEqual([details['granted'], details['missing']], [may, lack]);
    });

  for (const [state, expected] of [
    ['unreachable', ['found by']],
    ['notFound', ['entry']],
    ['empty', ['entry', 'now']],
  ] as const)
    it(`of a row that is ${state} are ${expected.join(' and ')}`, () =>
      assert.deepEqual(Object.keys(detailsOf({ ...NOT_ASKED, state })), expected));

  it('are none where nothing is known', () => {
    const { found: _found, ...unknown } = NOT_ASKED;
    assert.equal(
      clusterDetails(unknown, (text) => text),
      '',
    );
  });
});
