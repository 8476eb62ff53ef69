import assert from 'node:assert/strict';
import { digest, REPOSITORY } from '../support/builders.ts';
import { token, withCertificates } from '../support/google-certificates.ts';
import { patches } from '../support/on-sandbox.ts';
import { CALLERS, statusOf, whileServing } from './served.ts';

const EVENT = {
  action: 'INSERT',
  tag: `${REPOSITORY}:v1`,
  digest: `${REPOSITORY}@${digest(1)}`,
};
const PUSHED = JSON.stringify({
  message: { data: btoa(JSON.stringify(EVENT)), messageId: '1', publishTime: new Date().toISOString() },
});

/** Pushes as the account that may call the API; the status, and how many patches were made. */
const pushedTo = (target: string, more: Readonly<Record<string, string>> = {}) =>
  withCertificates((certificates) =>
    whileServing(
      async ({ url, sandbox }) => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token()}`, ...more };
        const status = await statusOf(fetch(`${url}${target}`, { method: 'POST', headers, body: PUSHED }));
        return [status, patches(sandbox).length];
      },
      { certificates, more: `${CALLERS}replay: projects/ops-project/topics/image-updater-replay\n` },
    ),
  );

describe('an account that may call the API', () => {
  it('may not push on the topic of the registry', async () =>
    assert.deepEqual(await pushedTo('/projects/shop/topics/gcr'), [401, 0]));

  it('may not push on the topic of replays, where every repository counts', async () =>
    assert.deepEqual(await pushedTo('/projects/ops-project/topics/image-updater-replay'), [401, 0]));

  it('finds nothing at a path of the push endpoint that names no topic', async () =>
    assert.deepEqual(await pushedTo('/projects/shop'), [404, 0]));

  it('may not push to an encoded path whose topic only a header names', async () =>
    assert.deepEqual(
      await pushedTo('/projects/shop%2Ftopics%2Fgcr', {
        'ce-specversion': '1.0',
        'ce-id': '1',
        'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
        'ce-source': '//pubsub.googleapis.com/projects/ops-project/topics/image-updater-replay',
      }),
      [401, 0],
    ));
});
