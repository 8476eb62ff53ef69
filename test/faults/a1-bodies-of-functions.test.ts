import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { answerTo, head, heard, withFunction, type Entrance } from './entrances.ts';
import { sha256 } from '../support/sha256.ts';

const KEY = 'a-key-of-a-test';
const CONFIG = `clusters: [{ name: away, server: 'http://127.0.0.1:1' }]
callback: { keys: [{ name: ci, sha256: ${sha256(KEY)} }] }`;
const PROBLEM = 'application/problem+json';
const TOPIC = '/projects/p/topics/gcr';

const post = (
  { url }: Entrance,
  target: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
) => answerTo(fetch(`${url}${target}`, { method: 'POST', headers, body }));

describe('the function imagePushed', () => {
  it('refuses a compressed body with a problem document, without inflating it', () =>
    withFunction('imagePushed', CONFIG, async (entrance) => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const answer = await post(entrance, TOPIC, gzipSync('{"action":"INSERT"}'), headers);
      assert.deepEqual(answer, [415, PROBLEM, 'UnsupportedEncoding']);
    }));

  it('refuses a body that declares more than its limit before it comes', () =>
    withFunction('imagePushed', CONFIG, async ({ port }) => {
      const sent = head('POST', TOPIC, { 'content-type': 'application/json', 'content-length': 31_000_000 });
      assert.deepEqual(await heard(port, sent), ['413']);
    }));

  it('refuses a chunked body once it is beyond its limit', () =>
    withFunction('imagePushed', CONFIG, async ({ port }) => {
      const sent = head('POST', TOPIC, { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' });
      const size = 2 * 1024 * 1024;
      const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
      assert.deepEqual(await heard(port, sent + chunk), ['413']);
    }));
});

describe('the function updateImage', () => {
  it('answers a caller without a credential before the body comes', () =>
    withFunction('updateImage', CONFIG, async ({ port }) => {
      const sent = head('POST', '/api/update', {
        'content-type': 'application/json',
        'content-length': 21_000_000,
      });
      assert.deepEqual(await heard(port, sent), ['401']);
    }));

  it('answers a caller with a key before a body beyond the limit comes', () =>
    withFunction('updateImage', CONFIG, async ({ port }) => {
      const headers = { 'content-type': 'application/json', 'content-length': 100_000, 'x-api-key': KEY };
      assert.deepEqual(await heard(port, head('POST', '/api/update', headers)), ['413']);
    }));

  it('answers broken JSON with a problem document', () =>
    withFunction('updateImage', CONFIG, async (entrance) => {
      const headers = { 'content-type': 'application/json', 'x-api-key': KEY };
      assert.deepEqual(await post(entrance, '/api/update', '{', headers), [400, PROBLEM, 'NotJson']);
    }));

  it('answers an encoding that it does not take with a problem document', () =>
    withFunction('updateImage', CONFIG, async (entrance) => {
      const headers = {
        'content-type': 'application/json',
        'content-encoding': 'compress',
        'x-api-key': KEY,
      };
      assert.deepEqual(await post(entrance, '/api/update', '{}', headers), [
        415,
        PROBLEM,
        'UnsupportedEncoding',
      ]);
    }));
});
