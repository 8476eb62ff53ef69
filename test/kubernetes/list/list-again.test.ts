import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import type { Transport } from '../../../lib/kubernetes/client/transport.ts';
import { listInto } from '../../../lib/kubernetes/list/list-workloads.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { PATH, serving, listing, json, text, list, deployment, THREE, type Respond } from './list-server.ts';

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

const EXPIRED = json({ kind: 'Status', code: 410, reason: 'Expired' }, 410);

describe('listing workloads', () => {
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
      const [deployments] = BUILT_IN_KINDS;
      assert.ok(deployments !== undefined);
      const { signal } = new AbortController();
      return listInto(transport, deployments, open, { signal, clock: fakeClock() });
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
  ] as const satisfies readonly (readonly [string, Respond, ErrorReason, number])[]) {
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
