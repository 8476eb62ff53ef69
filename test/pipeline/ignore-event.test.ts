import assert from 'node:assert/strict';
import { responseStatus } from '../../lib/core/report/event-result.ts';
import { logEntries } from '../support/log-entries.ts';
import { shareFindRunning } from '../../lib/pipeline/find-running.ts';
import { handleRequest } from '../support/handle-request.ts';
import { toRequest } from '../support/deliveries.ts';
import { digest, REPOSITORY, settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox, patches } from '../support/on-sandbox.ts';

const { signal } = new AbortController();
const IMAGE = `${REPOSITORY}:v1@${digest(1)}`;
const RUNS = { containers: [{ name: 'app', image: IMAGE }] };

/** What becomes of an event in one cluster, and the requests that it cost. */
function handled(payload: object, { project = 'shop', fanOut = false, looks = true } = {}) {
  return onSandbox({ objects: [RUNS] }, async ({ sandbox, cluster }) => {
    const sent = { id: '7', publishTime: '1970-01-01T00:00:01Z', attributes: {}, receivedAt: 2e12 };
    const topic = { project, topic: 'gcr' };
    const request = toRequest('push', { ...sent, topic, payload: JSON.stringify(payload) });
    const published: unknown[] = [];
    const publish = (_: unknown, messages: readonly unknown[]) => {
      published.push(...messages);
      return Promise.resolve(messages.map(() => ({ id: '1' })));
    };
    const sources = [alwaysThere(cluster), alwaysThere({ ...cluster, name: 'second' })];
    const context = { settings: settings(), sources };
    const given = {
      ...context,
      ...(looks && { findRunning: shareFindRunning(context) }),
      ...(fanOut && { fanOut: { topic, publish } }),
    };
    const result = await handleRequest(request, given, signal);
    return { result, published, requests: sandbox.requests.length, patches: patches(sandbox).length };
  });
}

const DELETION = { action: 'DELETE', digest: `${REPOSITORY}@${digest(1)}` };

describe('the deletion of a digest', () => {
  it('that runs is one WARNING, which names who runs it in every cluster', async () => {
    const { result } = await handled(DELETION);
    const [entry = assert.fail(), ...others] = logEntries(result);
    assert.deepEqual(others, []);
    assert.deepEqual([entry.severity, entry.labels['reason']], ['WARNING', 'DeletedDigestRuns']);
    const { containers, examples, detail } = entry.fields;
    assert.deepEqual([containers, detail], [2, `${REPOSITORY}@${digest(1)}`]);
    const workload = { kind: 'Deployment', namespace: 'shop', name: 'web', container: 'app', image: IMAGE };
    assert.deepEqual(examples, [
      { cluster: 'test', ...workload },
      { cluster: 'second', ...workload },
    ]);
  });

  it('is acknowledged, and changes nothing', async () => {
    const { result, patches: patched } = await handled(DELETION);
    assert.deepEqual([result.status, responseStatus(result), patched], ['ignored', 204, 0]);
  });

  it('is not fanned out: one event, one line', async () => {
    const { result, published } = await handled(DELETION, { fanOut: true });
    assert.deepEqual(published, []);
    assert.ok(result.status === 'ignored' && result.running?.containers === 2);
  });

  it('that nobody runs is ignored like other deletions', async () => {
    const { result } = await handled({ ...DELETION, digest: `${REPOSITORY}@${digest(2)}` });
    const [entry = assert.fail()] = logEntries(result);
    assert.deepEqual([entry.severity, entry.labels['reason']], ['INFO', 'NotAnInsert']);
  });

  for (const [title, payload, options] of [
    ['of a tag', { action: 'DELETE', tag: `${REPOSITORY}:v1` }, {}],
    ['on a topic of another project', DELETION, { project: 'bank' }],
    [
      'of what Cloud Functions builds',
      { ...DELETION, digest: `europe-docker.pkg.dev/shop/gcf-artifacts/f@${digest(1)}` },
      {},
    ],
    ['where nobody looks', DELETION, { looks: false }],
  ] as const)
    it(`${title} is ignored, and no cluster is read`, async () => {
      const { result, requests } = await handled(payload, options);
      assert.ok(result.status === 'ignored');
      assert.deepEqual([result.reason, requests], ['NotAnInsert', 0]);
    });

  it('names what could not be read', async () => {
    const running = {
      containers: 0,
      examples: [],
      unchecked: [{ cluster: 'dead', reason: 'Unreachable' }],
    } as const;
    const { result } = await handled({ ...DELETION, digest: `${REPOSITORY}@${digest(2)}` }, {});
    assert.ok(result.status === 'ignored');
    const [entry = assert.fail()] = logEntries({ ...result, running });
    assert.deepEqual([entry.severity, entry.fields['unchecked']], ['INFO', running.unchecked]);
  });
});
