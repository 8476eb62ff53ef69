import assert from 'node:assert/strict';
import { apiHandler } from '../../lib/http/api.ts';
import { valueAt, parseJson } from '../../lib/core/text/json.ts';
import { api, request } from './api-builders.ts';

const get = (url: string, method = 'GET') =>
  apiHandler(api())(request({ method, url, body: new Uint8Array() }), new AbortController().signal);

describe('what the API shows of itself', () => {
  for (const [url, type] of [
    ['/openapi.json', 'application/json'],
    ['/doc/', 'text/html'],
    ['/doc/page.js', 'text/javascript'],
    ['/doc/style.css', 'text/css'],
  ] as const)
    it(`${url} is there, and lets nothing else in`, async () => {
      const { status, headers, body } = await get(url);
      assert.deepEqual([status, headers['content-type']], [200, `${type}; charset=utf-8`]);
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.ok(body.length > 100);
    });

  it('the description is OpenAPI', async () =>
    assert.equal(valueAt(parseJson((await get('/openapi.json')).body), ['openapi']), '3.1.0'));

  it('the page asks nobody else, and has no script or style of its own in it', async () => {
    const { body: page } = await get('/doc/');
    const { body: script } = await get('/doc/page.js');
    assert.doesNotMatch(page + script, /https?:\/\//);
    assert.doesNotMatch(page, /<script(?![^>]* src=)|<style| on\w+=|javascript:/);
    assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Storage/);
  });

  it('leads to the page from its name without a slash', async () => {
    const { status, headers } = await get('/doc');
    assert.deepEqual([status, headers['location']], [308, 'doc/']);
  });

  for (const url of [
    '/doc/../package.json',
    '/doc/%2e%2e/package.json',
    '/doc/..%2fpackage.json',
    '/doc//etc/passwd',
    '/doc/index.html',
    '/doc/constructor',
    '/__proto__',
    '//',
  ])
    it(`has nothing at ${url}`, async () => assert.equal((await get(url)).status, 404));

  it('answers nothing but GET and HEAD', async () => {
    assert.equal((await get('/doc/', 'HEAD')).status, 200);
    assert.equal((await get('/doc/', 'POST')).status, 405);
  });
});
