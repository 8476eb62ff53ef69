import assert from 'node:assert/strict';
import sinon from 'sinon';
import { requireSameClock } from '../../lib/kubernetes/server-clock.ts';
import { openTransport } from '../../lib/kubernetes/client/transport.ts';
import { withHttp } from '../support/local-server.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const { signal } = new AbortController();
const NOW = Date.UTC(2026, 0, 5, 8);

/** Compares the local clock, which stands at `NOW`, with that of a server whose `Date` is this. */
function compared(date: string | undefined, status = 200): Promise<void> {
  return withHttp(
    (_, response) => {
      if (date === undefined) response.sendDate = false;
      else response.setHeader('date', date);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    },
    async (server) => {
      const transport = openTransport({ server });
      try {
        await requireSameClock({ transport }, { signal }, 60_000);
      } finally {
        transport.close();
      }
    },
  );
}

const ahead = (seconds: number): string => new Date(NOW + seconds * 1000).toUTCString();

describe('the clock of an API server', () => {
  let clock: sinon.SinonFakeTimers;
  before(() => {
    clock = sinon.useFakeTimers({ now: NOW, toFake: ['Date'] });
  });
  after(() => clock.restore());

  for (const [what, date] of [
    ['that says the same', ahead(0)],
    ['60 s later', ahead(60)],
    ['61 s earlier, for it is exact to the second', ahead(-61)],
    ['that is not told', undefined],
    ['that cannot be read', 'noon'],
  ] as const)
    it(`${what} passes`, () => compared(date));

  it('passes whatever the answer says', () => compared(ahead(0), 403));

  for (const [what, date, got] of [
    ['61 s later', ahead(61), /within 60 s of the API server's, got one 61 s behind$/],
    ['62 s earlier', ahead(-62), /got one 61 s ahead$/],
    ['two days earlier', ahead(-172_800), /got one 172799 s ahead$/],
    ['an hour later', ahead(3600), /got one 3600 s behind$/],
  ] as const)
    it(`${what} is a ClockSkew`, async () => {
      assert.match((await rejectsWith('ClockSkew', compared(date))).message, got);
    });

  it('of a 403 counts too', async () => {
    await rejectsWith('ClockSkew', compared(ahead(3600), 403));
  });

  it('is asked for again where the server fails', async () => {
    let asked = 0;
    await withHttp(
      (_, response) =>
        response
          .writeHead((asked += 1) === 1 ? 503 : 200, { date: ahead(90), 'content-type': 'application/json' })
          .end('{}'),
      async (server) => {
        const transport = openTransport({ server });
        await rejectsWith('ClockSkew', requireSameClock({ transport }, { signal }, 60_000));
        transport.close();
      },
    );
    assert.equal(asked, 2);
  });
});
