import assert from 'node:assert/strict';
import { objectOr, parseJson } from '../../lib/core/text/json.ts';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { Reason } from '../../lib/core/errors/reason.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { posted, SUBSCRIPTION } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images, stored } from '../support/on-sandbox.ts';
import { servedConfig, readLabels, parsed, sent, serving } from '../support/served-functions.ts';
import { base64 } from '../support/base64.ts';
import { PUBLISHED, UNPRINTABLE, event } from './pushed-events.ts';

const GCR_PATH = '/projects/shop/topics/gcr';

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
      serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
        assert.equal(await sent(url, request), 204);
        assert.equal(lines.length, 1);
        const [line = ''] = lines;
        const { severity, reason: logged, detail } = parsed(line);
        assert.equal(logged, reason, line);
        assert.equal(severity, IGNORED.has(reason) ? 'INFO' : 'ERROR');
        assert.ok(!UNPRINTABLE.test(line), line);
        assert.ok(String(detail).length > 0 && line.length < 2000, 'what came is cut');
        assert.equal(readLabels(line)['reason'], reason);
        assert.equal(sandbox.requests.length, 0);
      }));
  }

  it('that has no body, not even an empty one, is EmptyBody too', () =>
    serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.end('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
      assert.match(await text(socket), /^HTTP\/1\.1 204 /);
      assert.deepEqual(
        lines.map((line) => parsed(line)['reason']),
        ['EmptyBody'],
      );
    }));

  it('in a message that can be read is logged with the id and the delivery of that message', () =>
    serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
      const message = { data: base64('{}'), messageId: '7', publishTime: PUBLISHED };
      await sent(url, posted({ message, subscription: SUBSCRIPTION, deliveryAttempt: 4 }));
      assert.equal(readLabels(lines[0] ?? '')['push'], '7');
      const logged = parsed(lines[0] ?? '')['delivery'];
      assert.deepEqual(logged, { shape: 'push', messageId: '7', subscription: SUBSCRIPTION, attempt: 4 });
    }));

  for (const [what, headers, status, reason] of [
    ['of 10 MB', {}, 413, 'TooLarge'],
    ['in gzip', { 'content-encoding': 'gzip' }, 415, 'UnsupportedEncoding'],
  ] as const)
    it(`${what} is ${status} in a problem document, and nothing is handled`, () =>
      serving(servedConfig({ test: sandbox }), async ({ url, lines }) => {
        const answer = await fetch(url, { method: 'POST', headers, body: 'a'.repeat(10_000_000) });
        const type = answer.headers.get('content-type')?.replace(/;.*/, '');
        assert.deepEqual([answer.status, type], [status, 'application/problem+json']);
        assert.equal(objectOr(parseJson(await answer.text()))['reason'], reason);
        assert.deepEqual(
          lines.map((line) => [parsed(line)['message'], readLabels(line)['reason']]),
          [['Request refused', reason]],
        );
      }));

  it('between two good events keeps neither from its work', () =>
    serving(servedConfig({ test: sandbox }), async ({ url }) => {
      const statuses = await Promise.all(
        [wrapped(event('v1', digest(1))), wrapped('garbage'), wrapped(event('v1', digest(2)))].map(
          (request) => sent(url, request),
        ),
      );
      assert.deepEqual(statuses, [204, 204, 204]);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(2)}` });
    }));
});

/** A wrapped push with this event in its data. */
function wrapped(payload: unknown): DeliveryRequest {
  const data = base64(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return posted({ message: { data, messageId: '7', publishTime: PUBLISHED } }, { path: GCR_PATH });
}

function raw(body: string | Uint8Array, type = 'application/octet-stream'): DeliveryRequest {
  return { path: GCR_PATH, headers: { 'content-type': type }, body: Buffer.from(body), receivedAt: 0 };
}
