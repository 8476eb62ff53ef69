import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { textResponse } from '../../../lib/http/http-response.ts';
import { toUpdaterError, UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { bodyIn, respond } from '../../../lib/http/framework/framework-request.ts';
import { guardServer } from '../../../lib/http/framework/guard-server.ts';
import { closeServer, listen } from '../../support/local-server.ts';

const LIMITS = { maxBytes: 10, gzip: false };

/** Answers what is read of the body, or the reason why not. */
http('reading', async (request, response) => {
  const body = await bodyIn(request, LIMITS).catch(toUpdaterError);
  const text = body instanceof UpdaterError ? body.reason : Buffer.from(body).toString();
  respond(request, response, textResponse(200, 'text/plain', text));
});

async function read(body: string, hidden: boolean): Promise<string> {
  const server = getTestServer('reading');
  if (hidden) guardServer(server);
  const port = await listen(server);
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    return (await answer.text()).trim();
  } finally {
    await closeServer(server);
  }
}

describe('a request of the framework', () => {
  for (const hidden of [true, false]) {
    const whose = hidden ? 'left unread' : 'read by the framework after all';
    it(`has its body where that was ${whose}`, async () =>
      assert.equal(await read('12345', hidden), '12345'));
    it(`has no body beyond the limit where that was ${whose}`, async () =>
      assert.equal(await read('12345678901', hidden), 'TooLarge'));
  }
});
