import assert from 'node:assert/strict';
import { objectOr, parseJson } from '../../lib/core/text/json.ts';
import { request as open } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { bootstrap } from '../../lib/bootstrap.ts';
import { type RequestShape } from '../../lib/core/event/delivery.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { PUBLISHED_AT_ATTRIBUTE, TOPIC_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { Fault } from '../../lib/core/errors/fault.ts';
import { parseRecord } from '../../lib/core/workload/applied-state.ts';
import type { Reason } from '../../lib/core/errors/reason.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/server.ts';
import { posted, requestOf, SHAPES, SUBSCRIPTION } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, now, patches, stored } from '../support/on-sandbox.ts';
import { configOf, labelsOf, parsed, sent, serving, type Served } from '../support/served-functions.ts';
import { base64 } from '../support/base64.ts';

const PUBLISHED = '2020-01-01T00:00:00Z';
const TOPIC = { project: 'shop', topic: 'gcr' };
const TO = `${REPOSITORY}:v1@${digest(1)}`;

// Everything that a terminal or a log viewer could act on.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The documented event, of any tag and digest. */
function event(tag = 'v1', bits = digest(1)): object {
  return { action: 'INSERT', digest: `${REPOSITORY}@${bits}`, tag: `${REPOSITORY}:${tag}` };
}

function delivery(shape: RequestShape, payload: object = event(), id = '42'): DeliveryRequest {
  const published = { publishTime: PUBLISHED, attributes: {}, topic: TOPIC, receivedAt: 0 };
  return requestOf(shape, { payload: JSON.stringify(payload), id, ...published });
}

describe('imagePushed', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const served = (use: (served: Served) => Promise<void>, more = '') =>
    serving(configOf({ test: sandbox }, more), use);

  for (const shape of SHAPES) {
    it(`updates on a delivery of the shape ${shape}, and keeps what it says of itself`, () =>
      served(async ({ url, lines }) => {
        assert.equal(await sent(url, delivery(shape)), 204);
        assert.deepEqual(images(sandbox), { app: TO });
        const record = parseRecord(now(sandbox)).get('app');
        assert.equal(record?.by, TOPIC.project);
        if (shape !== 'bare') {
          assert.equal(record?.push, '42');
          assert.equal(record?.at, Date.parse(PUBLISHED));
        }
        const summary = parsed(lines.at(-1) ?? '');
        assert.deepEqual(summary['delivery'], {
          shape,
          ...(shape === 'bare' ? {} : { messageId: '42', subscription: SUBSCRIPTION }),
          ...(shape === 'bare' || shape === 'push-unwrapped' ? {} : { attempt: 3 }),
        });
      }));
  }

  it('logs one line for the update and one that sums up, before it answers', () =>
    served(async ({ url, lines }) => {
      await sent(url, delivery('push'));
      assert.deepEqual(
        lines.map((line) => [parsed(line)['severity'], parsed(line)['message'], labelsOf(line)]),
        [
          ['INFO', 'Image updated', { push: '42', cluster: 'test' }],
          ['INFO', 'Event handled', { push: '42' }],
        ],
      );
    }));

  it('does nothing on the same delivery again', () =>
    served(async ({ url }) => {
      await sent(url, delivery('push'));
      assert.equal(await sent(url, delivery('push')), 204);
      assert.equal(patches(sandbox).length, 1);
    }));

  it('takes a push of 2099 for one of now', () =>
    served(async ({ url }) => {
      await sent(url, replayed('2099-01-01T00:00:00Z'));
      assert.equal(parseRecord(now(sandbox)).get('app')?.at, Date.parse(PUBLISHED));
    }));

  it('passes over a time of `soon` on the topic of a registry', () =>
    served(async ({ url }) => {
      assert.equal(await sent(url, replayed('soon')), 204);
      assert.equal(parseRecord(now(sandbox)).get('app')?.at, Date.parse(PUBLISHED));
    }));

  it('that names no topic is answered 500, and no cluster is asked', () =>
    served(async ({ url, lines }) => {
      assert.equal(await sent(url, { ...delivery('push'), path: '/' }), 500);
      assert.deepEqual([labelsOf(lines[0] ?? '')['reason'], sandbox.requests.length], ['UnnamedTopic', 0]);
    }));

  it('that names no topic updates where the configuration allows it, and tells no other time', () =>
    served(async ({ url }) => {
      assert.equal(await sent(url, { ...replayed('2019-01-01T00:00:00Z'), path: '/' }), 204);
      assert.equal(parseRecord(now(sandbox)).get('app')?.at, Date.parse(PUBLISHED));
    }, 'unnamedTopics: allow\n'));

  it('carries the trace of the request in each line', () =>
    serving(
      configOf({ test: sandbox }),
      async ({ url, lines }) => {
        const { headers, ...rest } = delivery('push');
        const trace = '0af7651916cd43dd8448eb211c80319c';
        await sent(url, { ...rest, headers: { ...headers, traceparent: `00-${trace}-b7ad6b7169203331-01` } });
        assert.deepEqual(
          lines.map((line) => parsed(line)['logging.googleapis.com/trace']),
          [`projects/shop/traces/${trace}`, `projects/shop/traces/${trace}`],
        );
      },
      { GOOGLE_CLOUD_PROJECT: 'shop' },
    ));

  it('never logs the credentials of its caller', () =>
    served(async ({ url, lines }) => {
      const { headers, ...rest } = delivery('push');
      await sent(url, { ...rest, headers: { ...headers, authorization: 'Bearer secret-token' } });
      assert.ok(lines.length > 0 && !lines.join('').includes('secret'));
    }));

  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
    it(`answers ${method} with 405, what is allowed, and what this is`, () =>
      served(async ({ url, lines }) => {
        const answer = await fetch(url, { method });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers.get('allow'), 'POST');
        assert.equal((await answer.text()).split('\n').length, method === 'HEAD' ? 1 : 2);
        assert.deepEqual(lines, []);
      }));
  }
});

const GCR_PATH = '/projects/shop/topics/gcr';

/** A wrapped push with this event in its data. */
function wrapped(payload: unknown): DeliveryRequest {
  const data = base64(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return posted({ message: { data, messageId: '7', publishTime: PUBLISHED } }, { path: GCR_PATH });
}

/** A push that claims to be of that time. */
function replayed(time: string): DeliveryRequest {
  const attributes = { [PUBLISHED_AT_ATTRIBUTE]: time };
  return requestOf('push', {
    payload: JSON.stringify(event()),
    id: '42',
    publishTime: PUBLISHED,
    attributes,
    topic: TOPIC,
    receivedAt: 0,
  });
}

function raw(body: string | Uint8Array, type = 'application/octet-stream'): DeliveryRequest {
  return { path: GCR_PATH, headers: { 'content-type': type }, body: Buffer.from(body), receivedAt: 0 };
}

describe('bad input', () => {
  const other = `europe-docker.pkg.dev/other/images/web`;
  const esc = '\u001b[31m\u202e\u0000web';
  const table: readonly (readonly [string, Reason, DeliveryRequest])[] = [
    ['that has no body', 'EmptyBody', raw('')],
    [
      'that is not base64',
      'NotBase64',
      posted({ message: { data: '*no*', messageId: '7' } }, { path: GCR_PATH }),
    ],
    ['that is base64 of no JSON', 'NotJson', wrapped('not a registry event')],
    ['that is no JSON', 'NotJson', raw('hello', 'text/plain')],
    ['that is no text', 'NotJson', raw(new Uint8Array([0xff, 0xfe, 0x00]))],
    ['that is a form', 'NotJson', raw('action=INSERT', 'application/x-www-form-urlencoded')],
    ['that is JSON of another shape', 'WrongShape', wrapped({ kind: 'storage#object' })],
    ['that is a list', 'WrongShape', wrapped([event()])],
    ['whose tag is a number', 'WrongShape', wrapped({ ...event(), tag: 1 })],
    ['whose message is a text', 'WrongShape', posted({ message: 'hello' }, { path: GCR_PATH })],
    [
      'whose time is none',
      'WrongShape',
      posted({ message: { data: '', publishTime: 'today' } }, { path: GCR_PATH }),
    ],
    [
      'that has attributes and no data',
      'NotJson',
      posted({ message: { attributes: { k: 'v' } } }, { path: GCR_PATH }),
    ],
    ['of an empty message', 'NotJson', posted({ message: {} }, { path: GCR_PATH })],
    [
      'whose tag and digest are of different repositories',
      'DifferentRepositories',
      wrapped({ ...event(), digest: `${other}@${digest(1)}` }),
    ],
    ['whose tag has 129 characters', 'InvalidReference', wrapped(event('v'.repeat(129)))],
    ['whose digest is short', 'InvalidReference', wrapped(event('v1', 'sha256:123'))],
    ['of type JSON that is none', 'NotJson', raw('{"message":', 'application/json')],
    ['of 100 KB in its data', 'TooLarge', wrapped({ ...event(), more: 'x'.repeat(100_000) })],
    ['with controls in a name', 'InvalidReference', wrapped({ ...event(), tag: `${esc}:v1` })],
    ['with controls for an action', 'NotAnInsert', wrapped({ ...event(), action: esc })],
    ['with controls for an event', 'NotJson', wrapped(esc)],
    ['with unicode in a name', 'InvalidReference', wrapped({ ...event(), tag: 'gcr.io/shop/wéb:v1' })],
    [
      "about another project's image",
      'ForeignRepository',
      wrapped({ action: 'INSERT', digest: `${other}@${digest(1)}`, tag: `${other}:v1` }),
    ],
    ['about a deletion', 'NotAnInsert', wrapped({ action: 'DELETE', tag: `${REPOSITORY}:v1` })],
    ['without a tag', 'UntaggedPush', wrapped({ action: 'INSERT', digest: `${REPOSITORY}@${digest(1)}` })],
    ['about a signature', 'IgnoredTag', wrapped(event(`sha256-${'a'.repeat(64)}.sig`))],
  ];
  const IGNORED: ReadonlySet<Reason> = new Set([
    'ForeignRepository',
    'NotAnInsert',
    'UntaggedPush',
    'IgnoredTag',
  ]);

  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  after(() => sandbox.close());

  for (const [what, reason, request] of table) {
    it(`${what} is ${reason}: acknowledged, with one line that says why`, () =>
      serving(configOf({ test: sandbox }), async ({ url, lines }) => {
        assert.equal(await sent(url, request), 204);
        assert.equal(lines.length, 1);
        const [line = ''] = lines;
        const { severity, reason: logged, detail } = parsed(line);
        assert.equal(logged, reason, line);
        assert.equal(severity, IGNORED.has(reason) ? 'INFO' : 'ERROR');
        assert.ok(!UNPRINTABLE.test(line), line);
        assert.ok(String(detail).length > 0 && line.length < 2000, 'what came is cut');
        assert.equal(labelsOf(line)['reason'], reason);
        assert.equal(sandbox.requests.length, 0);
      }));
  }

  it('that has no body, not even an empty one, is EmptyBody too', () =>
    serving(configOf({ test: sandbox }), async ({ url, lines }) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.end('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
      assert.match(await text(socket), /^HTTP\/1\.1 204 /);
      assert.deepEqual(
        lines.map((line) => parsed(line)['reason']),
        ['EmptyBody'],
      );
    }));

  it('in a message that can be read is logged with the id and the delivery of that message', () =>
    serving(configOf({ test: sandbox }), async ({ url, lines }) => {
      const message = { data: base64('{}'), messageId: '7', publishTime: PUBLISHED };
      await sent(url, posted({ message, subscription: SUBSCRIPTION, deliveryAttempt: 4 }));
      assert.equal(labelsOf(lines[0] ?? '')['push'], '7');
      const logged = parsed(lines[0] ?? '')['delivery'];
      assert.deepEqual(logged, { shape: 'push', messageId: '7', subscription: SUBSCRIPTION, attempt: 4 });
    }));

  for (const [what, headers, status, reason] of [
    ['of 10 MB', {}, 413, 'TooLarge'],
    ['in gzip', { 'content-encoding': 'gzip' }, 415, 'UnsupportedEncoding'],
  ] as const)
    it(`${what} is ${status} in a problem document, and nothing is handled`, () =>
      serving(configOf({ test: sandbox }), async ({ url, lines }) => {
        const answer = await fetch(url, { method: 'POST', headers, body: 'a'.repeat(10_000_000) });
        const type = answer.headers.get('content-type')?.replace(/;.*/, '');
        assert.deepEqual([answer.status, type], [status, 'application/problem+json']);
        assert.equal(objectOr(parseJson(await answer.text()))['reason'], reason);
        assert.deepEqual(
          lines.map((line) => [parsed(line)['message'], labelsOf(line)['reason']]),
          [['Request refused', reason]],
        );
      }));

  it('between two good events keeps neither from its work', () =>
    serving(configOf({ test: sandbox }), async ({ url }) => {
      const statuses = await Promise.all(
        [wrapped(event('v1', digest(1))), wrapped('garbage'), wrapped(event('v1', digest(2)))].map(
          (request) => sent(url, request),
        ),
      );
      assert.deepEqual(statuses, [204, 204, 204]);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(2)}` });
    }));
});

describe('several registry projects, each with its own topic', () => {
  const image = (project: string) => `europe-docker.pkg.dev/${project}/images/web`;
  const pushOf = (project: string) => ({
    action: 'INSERT',
    digest: `${image(project)}@${digest(1)}`,
    tag: `${image(project)}:v1`,
  });
  const from = (shape: RequestShape, project: string, about: string, topic = 'gcr'): DeliveryRequest =>
    requestOf(shape, {
      payload: JSON.stringify(pushOf(about)),
      id: '42',
      publishTime: PUBLISHED,
      attributes: { [TOPIC_ATTRIBUTE]: `projects/${about}/topics/gcr` },
      topic: { project, topic },
      receivedAt: 0,
    });

  let sandbox: Sandbox;
  beforeEach(async () => {
    const objects = ['a', 'b'].map((project) =>
      stored({ name: project, containers: [{ name: 'app', image: `${image(project)}:v1` }] }),
    );
    sandbox = await startSandbox({ objects });
  });
  afterEach(() => sandbox.close());

  for (const shape of SHAPES) {
    it(`are served by one function (${shape}), and each speaks of its own images`, () =>
      serving(configOf({ test: sandbox }), async ({ url }) => {
        for (const project of ['a', 'b']) {
          assert.equal(await sent(url, from(shape, project, project)), 204);
          assert.deepEqual(images(sandbox, project), { app: `${image(project)}:v1@${digest(1)}` });
          assert.equal(parseRecord(now(sandbox, project)).get('app')?.by, project);
        }
        assert.equal(patches(sandbox).length, 2);
      }));

    it(`cannot speak of each other's images (${shape}), whatever they claim`, () =>
      serving(
        configOf({ test: sandbox }, `replay: projects/updater/topics/replay\n`),
        async ({ url, lines }) => {
          assert.equal(await sent(url, from(shape, 'a', 'b')), 204);
          assert.equal(await sent(url, from(shape, 'b', 'a', 'replay')), 204);
          assert.deepEqual(
            lines.map((line) => labelsOf(line)['reason']),
            ['ForeignRepository', 'ForeignRepository'],
          );
          assert.equal(sandbox.requests.length, 0);
        },
      ));
  }

  it('share a topic for replays, where each push is still of the topic that it names', () =>
    serving(configOf({ test: sandbox }, `replay: projects/updater/topics/replay\n`), async ({ url }) => {
      for (const project of ['a', 'b'])
        assert.equal(await sent(url, from('push', 'updater', project, 'replay')), 204);
      for (const project of ['a', 'b'])
        assert.equal(parseRecord(now(sandbox, project)).get('app')?.by, project);
    }));
});

describe('several clusters', () => {
  it('of which one is out of reach: 500 after the other is done, and a redelivery does only what is missing', async () => {
    const here = await startSandbox({ objects: [stored({})] });
    const gone = await startSandbox();
    await gone.close();
    await serving(configOf({ here, gone }), async ({ url, lines }) => {
      assert.equal(await sent(url, delivery('push')), 500);
      assert.deepEqual(images(here), { app: TO });
      const reasons = lines.map((line) => labelsOf(line)['reason']);
      assert.ok(reasons.includes('Unreachable'));
      assert.equal(parsed(lines.at(-1) ?? '')['severity'], 'WARNING');

      const back = await startSandbox({ objects: [stored({})], port: Number(new URL(gone.url).port) });
      assert.equal(await sent(url, delivery('push')), 204);
      assert.deepEqual(images(back), { app: TO });
      assert.equal(patches(here).length, 1);
      assert.equal(patches(back).length, 1);
      await back.close();
    });
    await here.close();
  });

  it('of which one lacks a right: 500, until an operator grants it', async () => {
    const [good, bad] = await Promise.all([
      startSandbox({ objects: [stored({})] }),
      startSandbox({ objects: [stored({})] }),
    ]);
    bad.fail({ fault: { type: 'forbidden', user: 'u' }, match: { method: 'PATCH' }, times: Infinity });
    await serving(configOf({ good, bad }), async ({ url }) => {
      assert.equal(await sent(url, delivery('push')), 500);
      assert.deepEqual([images(good), images(bad)], [{ app: TO }, { app: `${REPOSITORY}:v1` }]);
      bad.heal();
      assert.equal(await sent(url, delivery('push')), 204);
      assert.deepEqual(images(bad), { app: TO });
      assert.equal(patches(good).length, 1);
    });
    await Promise.all([good.close(), bad.close()]);
  });

  it('of which one refuses the change: 204, since nobody can do more about it here', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    sandbox.fail({ fault: { type: 'webhook', webhook: 'w', message: '\u001b[2Jno', code: 403 } });
    await serving(configOf({ sandbox }), async ({ url, lines }) => {
      assert.equal(await sent(url, delivery('push')), 204);
      const [failure = '', summary = ''] = lines;
      assert.equal(parsed(failure)['message'], 'Update failed');
      assert.deepEqual(
        [failure, summary].map((line) => parsed(line)['severity']),
        ['ERROR', 'ERROR'],
      );
      assert.equal(labelsOf(failure)['reason'], 'Refused');
      assert.ok(!lines.some((line) => UNPRINTABLE.test(line)));
    });
    await sandbox.close();
  });
});

describe('eight events at once', () => {
  it('each do their own, and log their own', async () => {
    const tags = Array.from({ length: 8 }, (_, index) => `v${index}`);
    const objects = tags.map((tag) =>
      stored({ name: tag, containers: [{ name: 'app', image: `${REPOSITORY}:${tag}` }] }),
    );
    const sandbox = await startSandbox({ objects });
    await serving(configOf({ test: sandbox }), async ({ url, lines }) => {
      const requests = tags.map((tag) => delivery('push', event(tag, digest(1)), `push-${tag}`));
      const statuses = await Promise.all(requests.map((request) => sent(url, request)));
      assert.deepEqual(new Set(statuses), new Set([204]));
      for (const tag of tags) {
        assert.deepEqual(images(sandbox, tag), { app: `${REPOSITORY}:${tag}@${digest(1)}` });
        const own = lines.filter((line) => labelsOf(line)['push'] === `push-${tag}`).map(parsed);
        assert.deepEqual(
          own.map(({ message }) => message),
          ['Image updated', 'Event handled'],
        );
        assert.equal(own[0]?.['name'], tag);
      }
      assert.equal(lines.length, 16);
    });
    await sandbox.close();
  });
});

describe('the end of a request', () => {
  it('ends the work: what was not done is OutOfTime', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    await serving(configOf({ test: sandbox }), async ({ url, lines, handled }) => {
      const { path, headers, body } = delivery('push');
      const ended = handled();
      const request = open(url + path, {
        method: 'POST',
        headers: { 'content-type': String(headers['content-type']) },
      });
      request.on('error', () => undefined);
      // The caller goes away while the patch is under way.
      sandbox.fail({
        fault: {
          type: 'otherWriter',
          change: (object) => {
            request.destroy();
            return object;
          },
        },
      });
      sandbox.fail({ fault: { type: 'hang' }, match: { method: 'GET', path: /web$/ }, times: Infinity });
      sandbox.fail({ fault: { type: 'conflict' }, times: Infinity });
      request.end(body);
      const end = await ended;
      assert.ok(end.status === 'completed');
      assert.deepEqual(
        end.report.clusters.flatMap(({ failed }) => failed.map(({ reason }) => reason)),
        ['OutOfTime'],
      );
      assert.equal(labelsOf(lines[0] ?? '')['reason'], 'OutOfTime');
    });
    await sandbox.close();
  });
});

describe('the configuration', () => {
  const log: string[] = [];
  const make = (config: string) => bootstrap({ IMAGE_UPDATER_CONFIG: config }, (line) => void log.push(line));

  it('that is wrong throws at start, with every complaint', () => {
    const wrong =
      'clusters: [{ name: a, server: "ftp://x" }, { name: a, server: "http://y" }, { gke: shop }, { inCluster: false }]\npolcy: any\npin: no\n';
    assert.throws(
      () => make(wrong),
      (thrown) => {
        assert.ok(thrown instanceof Fault);
        assert.equal(thrown.reason, 'InvalidConfig');
        for (const path of [
          'clusters[0].server',
          'clusters[1].name',
          'clusters[2].gke',
          'clusters[3].inCluster',
          'polcy',
          'pin',
        ])
          assert.ok(thrown.message.includes(path), `${path} in ${thrown.message}`);
        return true;
      },
    );
  });

  it('that is missing throws at start', () =>
    assert.throws(
      () => make(''),
      (thrown) => thrown instanceof Fault && thrown.reason === 'InvalidConfig',
    ));

  it('that is worth a word is used, and the word logged once', () => {
    make('clusters: [{ name: a, server: "http://10.0.0.1:8001" }]');
    const [line = '', ...more] = log.splice(0);
    assert.deepEqual(
      [parsed(line)['severity'], parsed(line)['message'], more],
      ['WARNING', 'Configuration', []],
    );
    assert.ok(line.includes('clusters[0].server'));
  });

  it('that names clusters which only an event looks for is good at start', () => {
    make(
      'clusters: [{ gke: projects/p/locations/-/clusters/- }, { inCluster: true }, { kubeconfig: ./none, context: a }]',
    );
    assert.deepEqual(log, []);
  });

  it('that is good is not worth a line', () => {
    make('clusters: [{ name: a, server: "http://127.0.0.1:8001" }]');
    assert.deepEqual(log, []);
  });
});
