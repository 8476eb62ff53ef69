import assert from 'node:assert/strict';
import { responseStatus } from '../../lib/core/report/event-result.ts';
import type { OutgoingMessage } from '../../lib/core/event/message.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { parseJson, valueAt } from '../../lib/core/text/json.ts';
import type { App } from '../../lib/pipeline/context.ts';
import { digest, REPOSITORY, settings } from '../support/builders.ts';
import { toRequest } from '../support/deliveries.ts';
import { handleRequest } from '../support/handle-request.ts';
import { images, onSandbox, patches, type SandboxCluster } from '../support/on-sandbox.ts';

const OWN = { project: 'updater', topic: 'image-updater-reconcile' };
const LISTED = { repository: REPOSITORY, tag: 'v1', digest: digest(1), uploadedAt: 5000 };
const TASK = '{"task":"reconcile"}';
const signal = new AbortController().signal;

function request(payload: string, topic = OWN) {
  const receivedAt = 2_000_000_000_000;
  const publishTime = new Date(receivedAt).toISOString();
  return toRequest('push', { payload, id: '7', publishTime, attributes: {}, topic, receivedAt });
}

function app({ cluster }: SandboxCluster, changes: Partial<App> = {}) {
  return {
    settings: settings({ reconcileTopic: OWN }),
    sources: [{ name: 'test', find: () => Promise.resolve({ clusters: [cluster], missing: [] }) }],
    listTags: (repositories: ReadonlySet<string>) =>
      Promise.resolve([{ repositories: [...repositories], images: [LISTED] }]),
    ...changes,
  };
}

describe('a request to reconcile', () => {
  it('runs in place, also where events are fanned out', () =>
    onSandbox({}, async (stage) => {
      const fanOut = { topic: OWN, publish: () => assert.fail('nothing is fanned out') };
      const result = await handleRequest(request(TASK), app(stage, { fanOut }), signal);
      assert.deepEqual([result.status, responseStatus(result)], ['reconciled', 204]);
      assert.equal(images(stage.sandbox)['app'], `${REPOSITORY}:v1@${digest(1)}`);
    }));

  it('logs each update, the missed push and a summary', () =>
    onSandbox({}, async (stage) => {
      const lines: string[] = [];
      await handleRequest(request(TASK), { ...app(stage), log: (line: string) => lines.push(line) }, signal);
      assert.deepEqual(
        lines.map((line) => valueAt(parseJson(line), ['message'])),
        ['Image updated', 'Missed push handled', 'Reconcile finished'],
      );
    }));

  it('publishes a report for each push with news', () =>
    onSandbox({}, async (stage) => {
      const published: OutgoingMessage[] = [];
      const results = {
        topic: OWN,
        publish: (_: unknown, messages: readonly OutgoingMessage[]) => {
          published.push(...messages);
          return Promise.resolve(messages.map(() => ({ id: '1' })));
        },
      };
      await handleRequest(request(TASK), app(stage, { results }), signal);
      await handleRequest(request(TASK), app(stage, { results }), signal);
      assert.deepEqual(
        published.map(({ attributes }) => attributes['ce-subject']),
        [`${REPOSITORY}:v1`],
      );
    }));

  it('is acknowledged where a listing fails, because the next run is the retry', () =>
    onSandbox({}, async (stage) => {
      const fault = new UpdaterError('ServerError', 'down');
      const listTags: App['listTags'] = (repositories) =>
        Promise.resolve([{ repositories: [...repositories], fault }]);
      const result = await handleRequest(request(TASK), app(stage, { listTags }), signal);
      assert.equal(responseStatus(result), 204);
    }));

  for (const [what, payload, topic, status] of [
    [
      'a registry event on the topic for reconcile is rejected',
      `{"action":"INSERT","tag":"${REPOSITORY}:v1"}`,
      OWN,
      'rejected',
    ],
    ['another task on that topic is rejected', '{"task":"other"}', OWN, 'rejected'],
    ['no JSON on that topic is rejected', 'reconcile', OWN, 'rejected'],
    ['a request on a registry topic is ignored', TASK, { project: 'shop', topic: 'gcr' }, 'ignored'],
  ] as const)
    it(what, () =>
      onSandbox({}, async (stage) => {
        const result = await handleRequest(request(payload, topic), app(stage), signal);
        assert.deepEqual([result.status, patches(stage.sandbox).length], [status, 0]);
      }),
    );
});
