import assert from 'node:assert/strict';
import { customKind } from '../../../lib/core/workload/kind.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { PATH, serving, listing, json, text, list, deployment, THREE } from './list-server.ts';

describe('listing workloads', () => {
  it('reads the whole list in one consistent response', async () => {
    await serving('36', [json(THREE)], async (transport, urls) => {
      const { workloads, ...rest } = await listing(transport);
      assert.deepEqual(
        workloads.map(({ namespace, name }) => `${namespace}/${name}`),
        ['team/a', 'team/b', 'team/c'],
      );
      assert.deepEqual(rest, { scanned: 3, invalid: 0, samples: [], absent: false });
      assert.deepEqual(urls, ['/version', PATH]);
    });
  });

  it('asks for one namespace where one is given', async () => {
    await serving('36', [json(THREE)], async (transport, urls) => {
      await listing(transport, { namespace: 'team/../x' });
      assert.equal(urls[1], '/apis/apps/v1/namespaces/team%2F..%2Fx/deployments');
    });
  });

  it('asks for the version once', async () => {
    await serving('36', [json(THREE)], async (transport, urls) => {
      await listing(transport);
      await listing(transport);
      assert.deepEqual(urls, ['/version', PATH, PATH]);
    });
  });

  it('reads pages of 500 from older servers', async () => {
    const pages = [
      json(list([deployment('a'), null], { continue: 'two' })),
      json(list([deployment('b')], { continue: 'three' })),
      json(list([7])),
    ];
    await serving('32', pages, async (transport, urls) => {
      const { workloads, scanned, samples } = await listing(transport);
      assert.deepEqual(
        workloads.map(({ name }) => name),
        ['a', 'b'],
      );
      assert.equal(scanned, 4);
      assert.deepEqual(
        samples.map((oddity) => oddity.split(':')[0]),
        ['item 1', 'item 3'],
      );
      assert.deepEqual(urls.slice(1), [
        `${PATH}?limit=500`,
        `${PATH}?limit=500&continue=two`,
        `${PATH}?limit=500&continue=three`,
      ]);
    });
  });

  for (const [minor, pages] of [
    ['33', false],
    ['36+', false],
    ['32+', true],
    ['', true],
    [undefined, true],
    ['next', true],
  ] as const) {
    it(`asks a server of version 1.${minor} for ${pages ? 'pages' : 'the whole'}`, async () => {
      await serving(minor, [json(THREE)], async (transport, urls) => {
        await listing(transport);
        assert.equal(urls[1], pages ? `${PATH}?limit=500` : PATH);
      });
    });
  }

  it('keeps only what is wanted, and reads only what mentions a text', async () => {
    const items = [deployment('a'), deployment('b', 'nginx'), deployment('wanted-not', 'x/p/app'), {}];
    await serving('36', [json(list(items))], async (transport) => {
      const { workloads, scanned, invalid } = await listing(transport, {
        mentions: 'p/app',
        wanted: ({ name }) => name !== 'wanted-not',
      });
      assert.deepEqual(
        workloads.map(({ name }) => name),
        ['a'],
      );
      assert.deepEqual([scanned, invalid], [4, 0]);
    });
  });

  it('notes what is no such object, and describes ten', async () => {
    const items = [
      null,
      ...Array.from({ length: 11 }, () => ({ metadata: { name: 'x\u001b' } })),
      deployment('a'),
    ];
    await serving('36', [json(list(items))], async (transport) => {
      const { workloads, scanned, invalid, samples } = await listing(transport);
      assert.deepEqual([workloads.length, scanned, invalid, samples.length], [1, 13, 12, 10]);
      assert.ok(samples[1]?.includes('x\\u{1b}'));
    });
  });

  it('gives an empty list for `items: null`', async () => {
    await serving('36', [json({ ...Object(THREE), items: null })], async (transport) => {
      const { scanned, absent } = await listing(transport);
      assert.deepEqual([scanned, absent], [0, false]);
    });
  });

  it('is no empty list where a built-in kind is missing: that is no Kubernetes', () =>
    serving('36', [text('404 page not found\n', 404)], (transport) =>
      rejectsWith('UnexpectedAnswer', listing(transport)),
    ));

  for (const [what, answer] of [
    ['the group', text('404 page not found\n', 404)],
    ['the kind', json({ kind: 'Status', code: 404, reason: 'NotFound' }, 404)],
  ] as const) {
    it(`gives an empty list where the server lacks ${what}`, async () => {
      const rollout = customKind({
        group: 'argoproj.io',
        version: 'v1alpha1',
        plural: 'rollouts',
        kind: 'Rollout',
      });
      await serving('36', [answer], async (transport) => {
        const { workloads, scanned, absent } = await listing(transport, {}, rollout);
        assert.deepEqual([workloads, scanned, absent], [[], 0, true]);
      });
    });
  }
});
