import assert from 'node:assert/strict';
import type { App } from '../../lib/pipeline/context.ts';
import { handlePushRequest, pushedTopic, type PushEndpoint } from '../../lib/http/push-endpoint.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { api, request } from './api-builders.ts';

const { signal } = new AbortController();
const url = '/projects/shop/topics/gcr';
const TOPIC = { project: 'shop', topic: 'gcr' };
const event = (tag: string) =>
  request({ url, body: new TextEncoder().encode(JSON.stringify({ action: 'INSERT', tag })) });

/** An endpoint at which everybody may push. */
function endpointWith(onResult: (result: EventResult) => void, changes: Partial<App> = {}): PushEndpoint {
  const { app, ...options } = api();
  return { ...options, app: { ...app, ...changes, onResult }, authorizePush: () => Promise.resolve() };
}

describe('the push endpoint', () => {
  for (const [path, expected] of [
    [url, 'shop/gcr'],
    [`${url}?x=y`, 'shop/gcr'],
    ['/projects/example.com%3Ashop/topics/gcr', 'example.com:shop/gcr'],
    ['/api/update', undefined],
    [`/x${url}`, undefined],
    ['/projects/shop/topics/a/topics/b', undefined],
    ['/projects/shop/topics/%', undefined],
  ] as const)
    it(`is ${expected === undefined ? 'not ' : ''}meant by ${path}`, () => {
      const topic = pushedTopic(path);
      assert.equal(topic && `${topic.project}/${topic.topic}`, expected);
    });

  const away = { name: 'away', find: () => Promise.reject(new UpdaterError('Unreachable', 'd')) };
  for (const [what, sources, tag, status] of [
    ['done', [], 'us-docker.pkg.dev/shop/r/a:1', 204],
    ['to be sent again', [away], 'us-docker.pkg.dev/shop/r/a:1', 500],
    ['of a project that is not the topic\u2019s', [away], 'us-docker.pkg.dev/other/r/a:1', 204],
  ] as const)
    it(`answers ${status} to what is ${what}`, async () => {
      const all: EventResult[] = [];
      const onResult = (result: EventResult): void => void all.push(result);
      const endpoint = endpointWith(onResult, { sources });
      const answer = await handlePushRequest(event(tag), TOPIC, endpoint, signal);
      assert.deepEqual([answer.status, all.length], [status, 1]);
    });

  it('takes the topic that was authorized, however the path is encoded', async () => {
    const topics: unknown[] = [];
    const onResult = (result: EventResult): void => void topics.push(result.delivery?.topic);
    const encoded = event('us-docker.pkg.dev/shop/r/a:1');
    const endpoint = endpointWith(onResult);
    await handlePushRequest({ ...encoded, url: '/projects/shop%2Ftopics%2Fgcr' }, TOPIC, endpoint, signal);
    assert.deepEqual(topics, [TOPIC]);
  });

  it('handles the topic that was authorized where its name has a percent sign', async () => {
    const topics: unknown[] = [];
    const onResult = (result: EventResult): void => void topics.push(result.delivery?.topic);
    const encoded = { ...event('us-docker.pkg.dev/shop/r/a:1'), url: '/projects/shop/topics/%2567cr' };
    const topic = pushedTopic(encoded.url);
    assert.ok(topic !== undefined);
    const endpoint = endpointWith(onResult);
    await handlePushRequest(encoded, topic, endpoint, signal);
    assert.deepEqual([topic.topic, topics], ['%67cr', [topic]]);
  });

  it('takes no other topic from the headers of an event', async () => {
    const reasons: unknown[] = [];
    const onResult = (result: EventResult): void =>
      void reasons.push('fault' in result ? result.fault.reason : result.status);
    const source = '//pubsub.googleapis.com/projects/ops-project/topics/image-updater-replay';
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-type': 't', 'ce-source': source };
    const body = new TextEncoder().encode(JSON.stringify({ message: { data: btoa('{}'), messageId: '1' } }));
    const endpoint = endpointWith(onResult);
    const encoded = request({ url: '/projects/shop%2Ftopics%2Fgcr', headers, body });
    await handlePushRequest(encoded, TOPIC, endpoint, signal);
    assert.deepEqual(reasons, ['WrongShape']);
  });

  for (const [reason, status] of [
    ['Unauthenticated', 401],
    ['PermissionDenied', 403],
    ['Unreachable', 503],
  ] as const)
    it(`answers ${status} to ${reason}, and reads and handles nothing`, async () => {
      const authorizePush = () => Promise.reject(new UpdaterError(reason, 'd'));
      const readBody = () => assert.fail('nothing is read');
      const endpoint = { ...endpointWith(() => assert.fail('nothing is handled')), authorizePush };
      const answer = await handlePushRequest(request({ url, readBody }), TOPIC, endpoint, signal);
      assert.equal(answer.status, status);
    });

  it('names only the scheme that it accepts: an API key is none', async () => {
    const authorizePush = () => Promise.reject(new UpdaterError('Unauthenticated', 'd'));
    const endpoint = { ...endpointWith(() => assert.fail('nothing is handled')), authorizePush };
    const { headers, body } = await handlePushRequest(request({ url }), TOPIC, endpoint, signal);
    assert.equal(headers['www-authenticate'], 'Bearer');
    assert.doesNotMatch(body, /API key/);
  });

  it('answers 413 to more than a megabyte', async () => {
    const body = new Uint8Array(1024 * 1024 + 1);
    const endpoint = endpointWith(() => assert.fail('nothing is handled'));
    assert.equal((await handlePushRequest(request({ url, body }), TOPIC, endpoint, signal)).status, 413);
  });
});
