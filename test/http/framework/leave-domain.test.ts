import assert from 'node:assert/strict';
import { create } from 'node:domain';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { eventFunction } from '../../../lib/http/framework/event-function.ts';
import { leaveDomain } from '../../../lib/http/framework/leave-domain.ts';
import { bootstrap } from '../../../lib/bootstrap.ts';

/** The domain that code runs in, null where there is none. */
function current(): unknown {
  return Reflect.get(process, 'domain') ?? null;
}

describe('leaving the domain of the framework', () => {
  it('is done for what comes after, promises too', async () => {
    const seen: unknown[] = [];
    await create().run(async () => {
      seen.push(current() === null);
      leaveDomain();
      seen.push(current() === null);
      await Promise.resolve();
      seen.push(current() === null);
    });
    assert.deepEqual(seen, [false, true, true]);
  });

  it('is nothing where there is none', () => {
    assert.equal(current(), null);
    leaveDomain();
    assert.equal(current(), null);
  });

  it('is done before an event is handled', async () => {
    const domains: unknown[] = [];
    const environment = { IMAGE_UPDATER_CONFIG: `clusters: [{ server: 'http://127.0.0.1:1' }]` };
    const log = (): void => void domains.push(current());
    const { app } = bootstrap(environment, log);
    http('leaving', eventFunction({ app, project: undefined }));
    const server = getTestServer('leaving').listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address: AddressInfo | string | null = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { status } = await fetch(`http://127.0.0.1:${port}/projects/shop/topics/gcr`, {
      method: 'POST',
      body: 'no event',
    });
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    assert.equal(status, 204);
    assert.deepEqual(domains, [null]);
  });
});
