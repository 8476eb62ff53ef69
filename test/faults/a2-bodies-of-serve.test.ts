import assert from 'node:assert/strict';
import { head, heard, withServe } from './entrances.ts';

const CONFIG = "clusters: [{ name: away, server: 'http://127.0.0.1:1' }]";
const JSON_TYPE = { 'content-type': 'application/json' };

describe('image-updater serve', () => {
  it('answers a push without a token before its body comes', () =>
    withServe(CONFIG, async ({ port }) => {
      const sent = head('POST', '/projects/p/topics/gcr', { ...JSON_TYPE, 'content-length': 14_000_000 });
      assert.deepEqual(await heard(port, sent), ['401']);
    }));

  it('answers a call without a credential before its body comes', () =>
    withServe(CONFIG, async ({ port }) => {
      const sent = head('POST', '/api/update', { ...JSON_TYPE, 'content-length': 60_000 });
      assert.deepEqual(await heard(port, sent), ['401']);
    }));

  it('keeps the connection of a refused caller for the next request', () =>
    withServe(CONFIG, async ({ port }) => {
      const refused = `${head('POST', '/api/update', { ...JSON_TYPE, 'content-length': 70_000 })}${'x'.repeat(70_000)}`;
      const said = await heard(port, refused + head('GET', '/health', {}), ({ length }) => length === 2);
      assert.deepEqual(said, ['401', '200']);
    }));

  it('ends the connection of a refused caller whose body does not come to its end', () =>
    withServe(CONFIG, async ({ port }) => {
      const sent = head('POST', '/projects/p/topics/gcr', { ...JSON_TYPE, 'content-length': 14_000_000 });
      assert.deepEqual(await heard(port, `${sent}x`, (said) => said.includes('closed')), ['401', 'closed']);
    }));

  it('reads no body of a GET', () =>
    withServe(CONFIG, async ({ port }) => {
      assert.deepEqual(await heard(port, head('GET', '/health', { 'content-length': 60_000 })), ['200']);
    }));
});
