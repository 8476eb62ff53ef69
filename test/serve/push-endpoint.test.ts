import assert from 'node:assert/strict';
import { isPush, pushed } from '../../lib/serve/push-endpoint.ts';
import { Fault } from '../../lib/core/fault.ts';
import type { Handled } from '../../lib/core/handled.ts';
import { api, CALLER, request } from '../callback/given.ts';

const { signal } = new AbortController();
const url = '/projects/shop/topics/gcr';
const event = (tag: string) =>
  request({ url, body: new TextEncoder().encode(JSON.stringify({ action: 'INSERT', tag })) });

describe('the push endpoint', () => {
  for (const [method, path, expected] of [
    ['POST', url, true],
    ['GET', url, false],
    ['POST', '/api/update', false],
  ] as const)
    it(`is ${expected ? '' : 'not '}meant by ${method} ${path}`, () =>
      assert.equal(isPush({ method, url: path }), expected));

  const away = { name: 'away', find: () => Promise.reject(new Fault('Unreachable', 'd')) };
  for (const [what, sources, tag, status] of [
    ['done', [], 'us-docker.pkg.dev/shop/r/a:1', 204],
    ['to be sent again', [away], 'us-docker.pkg.dev/shop/r/a:1', 500],
    ['of a project that is not the topic\u2019s', [away], 'us-docker.pkg.dev/other/r/a:1', 204],
  ] as const)
    it(`answers ${status} to what is ${what}`, async () => {
      const all: Handled[] = [];
      const updater = { ...api().updater, sources };
      const identify = () => Promise.resolve(CALLER);
      const onHandled = (handled: Handled): void => void all.push(handled);
      const answer = await pushed(event(tag), { updater, identify, api: api(), onHandled }, signal);
      assert.deepEqual([answer.status, all.length], [status, 1]);
    });

  it('answers 401 to who proves nothing, and handles nothing', async () => {
    const identify = () => Promise.reject(new Fault('UnknownCaller', 'd'));
    const onHandled = () => assert.fail('nothing is handled');
    const { updater } = api();
    const answer = await pushed(event('a.example/b:1'), { updater, identify, api: api(), onHandled }, signal);
    assert.equal(answer.status, 401);
  });
});
