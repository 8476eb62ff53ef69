import assert from 'node:assert/strict';
import { SHAPES, toRequest } from '../support/deliveries.ts';
import { parseUpdateRecords } from '../../lib/core/workload/applied-state.ts';
import type { RequestShape } from '../../lib/core/event/delivery.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import {
  MACHINE,
  withRegistryEnvironment,
  type RegistryEnvironment,
} from '../support/registry-environment.ts';
import { parsed, readLabels, sent, servedConfig, serving } from '../support/served-functions.ts';

const PLACE = 'projects/shop/locations/europe/repositories/images';
const UPLOADED = '2026-01-01T00:00:00Z';
const TO = `${REPOSITORY}:v1@${digest(1)}`;
const RECONCILE = { project: 'updater', topic: 'reconcile' };
const CONFIG = 'reconcile: projects/updater/topics/reconcile\nfanOut: projects/updater/topics/tasks\n';

/** The message of the schedule, or another payload, on a topic. */
function message(
  shape: RequestShape = 'push',
  { payload = '{"task":"reconcile"}', topic = RECONCILE } = {},
): DeliveryRequest {
  const published = { id: '42', publishTime: '2026-01-02T00:00:00Z', attributes: {}, receivedAt: 0 };
  return toRequest(shape, { payload, topic, ...published });
}

describe('a request to reconcile', () => {
  let sandboxes: { readonly a: Sandbox; readonly b: Sandbox };
  beforeEach(async () => {
    const [a, b] = await Promise.all([
      startSandbox({ objects: [stored({})] }),
      startSandbox({
        objects: [
          stored({}),
          stored({ name: 'held', metadata: { labels: { 'image-updater/hold': 'true' } } }),
        ],
      }),
    ]);
    sandboxes = { a, b };
  });
  afterEach(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close())));

  /** The functions, with a registry that has the push whose event nobody got. */
  const missing = (
    use: (
      given: Pick<RegistryEnvironment, 'registry'> & {
        readonly url: string;
        readonly lines: readonly string[];
      },
    ) => Promise<void>,
    more = '',
  ) =>
    withRegistryEnvironment(({ registry, environment }) => {
      registry.allow(MACHINE, PLACE);
      registry.push(REPOSITORY, { digest: digest(1), tags: ['v1'], uploadTime: UPLOADED });
      const config = servedConfig(sandboxes, CONFIG + more);
      return serving(config, ({ url, lines }) => use({ registry, url, lines }), {
        environment: Object.fromEntries(
          Object.entries(environment).filter((each): each is [string, string] => each[1] !== undefined),
        ),
      });
    });
  const messages = (lines: readonly string[]) => lines.map((line) => parsed(line)['message']);

  for (const shape of SHAPES)
    it(`updates what missed a push in every cluster, in place, with one listing (${shape})`, () =>
      missing(async ({ registry, url, lines }) => {
        assert.equal(await sent(url, message(shape)), 204);
        for (const sandbox of Object.values(sandboxes)) {
          assert.deepEqual(images(sandbox), { app: TO });
          const entry = parseUpdateRecords(now(sandbox)).get('app');
          assert.deepEqual([entry?.at, entry?.by], [Date.parse(UPLOADED), 'reconcile']);
        }
        assert.deepEqual(images(sandboxes.b, 'held'), { app: `${REPOSITORY}:v1` });
        assert.deepEqual(
          registry.requests.map(({ parent }) => parent),
          [PLACE],
        );
        assert.deepEqual(messages(lines), [
          'Image updated',
          'Image updated',
          'Missed push handled',
          'Reconcile finished',
        ]);
      }));

  it('that is delivered again changes nothing', () =>
    missing(async ({ url, lines }) => {
      for (let delivery = 0; delivery < 2; delivery += 1) assert.equal(await sent(url, message()), 204);
      assert.deepEqual(
        Object.values(sandboxes).map((sandbox) => patches(sandbox).length),
        [1, 1],
      );
      assert.equal(parsed(lines.at(-1) ?? '')['updated'], 0);
    }));

  it('that is delivered twice at once updates each workload once', () =>
    missing(async ({ url }) => {
      assert.deepEqual(await Promise.all([sent(url, message()), sent(url, message())]), [204, 204]);
      for (const sandbox of Object.values(sandboxes))
        assert.deepEqual(
          [images(sandbox), parseUpdateRecords(now(sandbox)).get('app')?.mark],
          [{ app: TO }, `${Date.parse(UPLOADED)}.1`],
        );
    }));

  it('is acknowledged where a cluster is out of reach or the registry refuses: the next run is the retry', () =>
    missing(async ({ registry, url, lines }) => {
      sandboxes.a.fail({ fault: { type: 'forbidden', user: 'u' }, times: Infinity });
      registry.instead.push((_request, response) => void response.writeHead(403).end('{}'));
      assert.equal(await sent(url, message()), 204);
      assert.deepEqual(images(sandboxes.b), { app: `${REPOSITORY}:v1` });
      assert.ok(messages(lines).includes('Repository not listed'));
      assert.ok(messages(lines).includes('Cluster not read in full'));
      assert.equal(await sent(url, message()), 204);
      assert.deepEqual(images(sandboxes.b), { app: TO });
    }));

  it('writes nothing in observe mode', () =>
    missing(async ({ url, lines }) => {
      assert.equal(await sent(url, message()), 204);
      assert.equal(parsed(lines.at(-1) ?? '')['planned'], 2);
      assert.equal(Object.values(sandboxes).flatMap(patches).length, 0);
    }, 'mode: observe\n'));

  for (const [title, given, reason] of [
    ['another payload on its topic', { payload: '{"action":"INSERT"}' }, 'WrongShape'],
    ['the request on another topic', { topic: { project: 'shop', topic: 'gcr' } }, 'TaskElsewhere'],
  ] as const)
    it(`is not ${title}: ${reason}, and nothing is read`, () =>
      missing(async ({ registry, url, lines }) => {
        assert.equal(await sent(url, message('push', given)), 204);
        assert.deepEqual(
          lines.map((line) => readLabels(line)['reason']),
          [reason],
        );
        assert.equal(Object.values(sandboxes).flatMap(({ requests }) => requests).length, 0);
        assert.equal(registry.requests.length, 0);
      }));
});
