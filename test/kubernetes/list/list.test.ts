import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BUILT_IN_KINDS, customKind, type Kind } from '../../../lib/core/workload/kind.ts';
import type { FaultReason } from '../../../lib/core/errors/reason.ts';
import { LIMITS, type Limits } from '../../../lib/kubernetes/client/timeouts.ts';
import { listInto, listWorkloads } from '../../../lib/kubernetes/list/list.ts';
import { openTransport, type Transport } from '../../../lib/kubernetes/client/transport.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { withHttp } from '../../support/local-server.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

const [DEPLOYMENT] = BUILT_IN_KINDS;
const { signal } = new AbortController();
const PATH = '/apis/apps/v1/deployments';

type Respond = (response: ServerResponse, url: URL, request: IncomingMessage) => void;

/** A server that answers `/version` with this minor version of Kubernetes 1, and every list with the next answer. */
async function serving<T>(
  minor: unknown,
  answers: readonly Respond[],
  use: (transport: Transport, urls: readonly string[]) => Promise<T>,
  limits: Partial<Limits> = {},
): Promise<T> {
  const urls: string[] = [];
  let next = 0;
  return withHttp(
    (request, response) => {
      const url = new URL(`http://host${request.url}`);
      urls.push(`${url.pathname}${decodeURIComponent(url.search)}`);
      if (url.pathname === '/version') return json({ major: '1', minor })(response, url, request);
      const respond = answers[Math.min(next, answers.length - 1)];
      next += 1;
      return respond?.(response, url, request);
    },
    async (server) => {
      const transport = openTransport({ server }, { ...LIMITS, ...limits });
      try {
        return await use(transport, urls);
      } finally {
        transport.close();
      }
    },
  );
}

function listing(
  transport: Transport,
  options: Partial<Parameters<typeof listWorkloads>[2]> = {},
  kind: Kind | undefined = DEPLOYMENT,
) {
  assert.ok(kind !== undefined);
  return listWorkloads(transport, kind, { signal, clock: fakeClock(), ...options });
}

function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Respond {
  return (response) => void response.writeHead(status, headers).end(JSON.stringify(body));
}

function text(body: string, status: number): Respond {
  return (response) => void response.writeHead(status).end(body);
}

function list(items: readonly unknown[], metadata: unknown = {}): unknown {
  return { kind: 'DeploymentList', apiVersion: 'apps/v1', metadata, items };
}

/** Sends the beginning of a body, and closes the connection in good order: only its JSON tells that it was cut. */
function cutting(body: unknown, share: number): Respond {
  const whole = JSON.stringify(body);
  return (response) => {
    response.writeHead(200, { connection: 'close' });
    response.end(whole.slice(0, Math.floor(whole.length * share)));
  };
}

function fallingSilent(response: ServerResponse): void {
  response.write('{"items":[');
}

function breakingOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"items":[');
  setImmediate(() => response.destroy());
}

function deployment(name: string, image = 'gcr.io/p/app:1'): unknown {
  const template = { spec: { containers: [{ name: 'app', image }] } };
  return { metadata: { name, namespace: 'team' }, spec: { template } };
}

const THREE = list(['a', 'b', 'c'].map((name) => deployment(name)));
const EXPIRED = json({ kind: 'Status', code: 410, reason: 'Expired' }, 410);

describe('listing workloads', () => {
  it('reads the whole list in one consistent response', async () => {
    await serving('36', [json(THREE)], async (transport, urls) => {
      const { workloads, ...rest } = await listing(transport);
      assert.deepEqual(
        workloads.map(({ namespace, name }) => `${namespace}/${name}`),
        ['team/a', 'team/b', 'team/c'],
      );
      assert.deepEqual(rest, { scanned: 3, odd: 0, oddities: [], absent: false });
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
      const { workloads, scanned, oddities } = await listing(transport);
      assert.deepEqual(
        workloads.map(({ name }) => name),
        ['a', 'b'],
      );
      assert.equal(scanned, 4);
      assert.deepEqual(
        oddities.map((oddity) => oddity.split(':')[0]),
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
      const { workloads, scanned, odd } = await listing(transport, {
        mentions: 'p/app',
        wanted: ({ name }) => name !== 'wanted-not',
      });
      assert.deepEqual(
        workloads.map(({ name }) => name),
        ['a'],
      );
      assert.deepEqual([scanned, odd], [4, 0]);
    });
  });

  it('notes what is no such object, and describes ten', async () => {
    const items = [
      null,
      ...Array.from({ length: 11 }, () => ({ metadata: { name: 'x\u001b' } })),
      deployment('a'),
    ];
    await serving('36', [json(list(items))], async (transport) => {
      const { workloads, scanned, odd, oddities } = await listing(transport);
      assert.deepEqual([workloads.length, scanned, odd, oddities.length], [1, 13, 12, 10]);
      assert.ok(oddities[1]?.includes('x\\u{1b}'));
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

  for (const [what, bad] of [
    ['is cut in the middle of an item', cutting(THREE, 0.5)],
    [
      'is cut after an item',
      (response) => void response.end(JSON.stringify(THREE).split('},{')[0]?.concat('}')),
    ],
    [
      'is cut after a comma',
      (response) => void response.end(JSON.stringify(THREE).split('{"metadata":{"name":"b"')[0]),
    ],
    ['lacks its last brace', cutting(THREE, 0.999)],
    ['is empty', (response) => void response.end()],
    ['breaks off', breakingOff],
    ['is answered 429', json({}, 429, { 'retry-after': '2' })],
    ['is answered 500', json({}, 500)],
  ] as const satisfies readonly (readonly [string, Respond])[]) {
    it(`is begun again where it ${what}`, async () => {
      await serving('36', [bad, bad, json(THREE)], async (transport, urls) => {
        const clock = fakeClock();
        const { workloads, scanned } = await listing(transport, { clock });
        assert.deepEqual([workloads.length, scanned], [3, 3]);
        assert.deepEqual(urls, ['/version', PATH, PATH, PATH]);
        assert.deepEqual(clock.waits, what.endsWith('429') ? [2000, 2000] : [100, 200]);
      });
    });
  }

  it('is begun again where the server falls silent', async () => {
    await serving(
      '36',
      [fallingSilent, json(THREE)],
      async (transport) => assert.equal((await listing(transport)).scanned, 3),
      { silenceMs: 100 },
    );
  });

  it('is begun again, from the first page, where its pages expire', async () => {
    const first = json(list([deployment('a')], { continue: 'two' }));
    const pages = [first, EXPIRED, first, json(list([deployment('b')]))];
    await serving('32', pages, async (transport, urls) => {
      const { workloads, scanned } = await listing(transport);
      assert.deepEqual(
        workloads.map(({ name }) => name),
        ['a', 'b'],
      );
      assert.equal(scanned, 2);
      assert.equal(urls.filter((url) => url === `${PATH}?limit=500`).length, 2);
    });
  });

  it('drops the sink of each attempt that broke off, and no other', async () => {
    const dropped: number[] = [];
    const opened: number[] = [];
    const open = () => {
      const number = opened.push(opened.length);
      return { take: () => undefined, drop: () => void dropped.push(number) };
    };
    const read = (transport: Transport) => {
      assert.ok(DEPLOYMENT !== undefined);
      return listInto(transport, DEPLOYMENT, open, { signal, clock: fakeClock() });
    };
    await serving('36', [cutting(THREE, 0.7), breakingOff, json(THREE)], read);
    assert.deepEqual([opened.length, dropped], [3, [1, 2]]);
    await serving('36', [breakingOff], (transport) => rejectsWith('CutStream', read(transport)));
    assert.deepEqual([opened.length, dropped.slice(2)], [8, [4, 5, 6, 7, 8]]);
  });

  for (const [what, answer, reason, times] of [
    ['is cut each time', cutting(THREE, 0.7), 'CutStream', 5],
    ['breaks off each time', breakingOff, 'CutStream', 5],
    ['is answered 503 each time', json({}, 503), 'ServerError', 5],
    ['is answered 401', json({ kind: 'Status' }, 401), 'Unauthorized', 1],
    ['is answered 403', json({ kind: 'Status' }, 403), 'Forbidden', 1],
    ['is answered 410 as a whole', EXPIRED, 'Refused', 1],
    ['is answered 400', json({ kind: 'Status' }, 400), 'Refused', 1],
    ['is no list', json({ kind: 'Status' }), 'UnexpectedAnswer', 1],
    ['is a page of HTML', text('<html></html>', 200), 'UnexpectedAnswer', 1],
    ['is a missing page of HTML', text('<html></html>', 404), 'UnexpectedAnswer', 1],
  ] as const satisfies readonly (readonly [string, Respond, FaultReason, number])[]) {
    it(`ends with ${reason} where it ${what}`, async () => {
      await serving('36', [answer], async (transport, urls) => {
        await rejectsWith(reason, listing(transport));
        assert.equal(urls.filter((url) => url === PATH).length, times);
      });
    });
  }

  it('ends with OutOfTime in the middle of a list', async () => {
    const controller = new AbortController();
    const halfway: Respond = (response) => {
      response.write('{"items":[');
      setTimeout(() => controller.abort(), 20);
    };
    await serving('36', [halfway], (transport) =>
      rejectsWith('OutOfTime', listing(transport, { signal: controller.signal })),
    );
  });
});
