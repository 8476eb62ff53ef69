import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPulled } from '../../lib/core/event/shapes/pulled.ts';
import {
  DEAD_LETTER_TIME_ATTRIBUTE,
  IGNORE_LIMIT_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  UNPINNED_ATTRIBUTE,
} from '../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { PushRequest } from '../../lib/core/event/push-request.ts';
import type { Reason } from '../../lib/core/errors/reason.ts';
import type { Planned } from '../../lib/replay/replay-outcome.ts';
import { NO_TIME } from '../../lib/replay/replay-attributes.ts';
import { planEvent, deliverySubject } from '../../lib/replay/plan-event.ts';
import { deadLetter, EVENT, GCR, REPLAY, SETTINGS, TAG, TIME } from '../support/replay-builders.ts';
import { base64 } from '../support/base64.ts';

const MESSAGE = { data: base64(EVENT), messageId: '5', publishTime: '2026-01-01T00:00:00Z' };

function plan(content: unknown, now = false, topic = REPLAY): Planned {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return planEvent({ line: 3, content: Buffer.from(text) }, { topic, settings: SETTINGS, now });
}

/** The attributes of the message that is published. */
function attributesOf(planned: Planned): unknown {
  assert.ok('topic' in planned, JSON.stringify(planned));
  return planned.message.attributes;
}

function reasonOf(planned: Planned): Reason | undefined {
  if ('topic' in planned) return undefined;
  return planned.result === 'ignored' ? planned.reason : planned.fault.reason;
}

describe('what is asked for beside the push that is replayed', () => {
  const planned = (message: object, request: PushRequest = {}) =>
    attributesOf(
      planEvent(
        { content: Buffer.from(JSON.stringify(message)) },
        { topic: REPLAY, settings: SETTINGS, now: true, ...request },
      ),
    );

  for (const [request, attribute] of [
    [{ ignoreLimit: true }, IGNORE_LIMIT_ATTRIBUTE],
    [{ unpinned: true }, UNPINNED_ATTRIBUTE],
  ] as const) {
    it(`is ${attribute} where whoever replays it says so`, () =>
      assert.deepEqual(planned(MESSAGE, request), { [attribute]: 'true' }));
    it(`is no ${attribute} that its first publisher wrote`, () =>
      assert.deepEqual(planned({ ...MESSAGE, attributes: { [attribute]: 'true' } }), {}));
  }
});

describe('the message that replays an event', () => {
  const original = { [PUBLISHED_AT_ATTRIBUTE]: String(TIME), [PUSH_ID_ATTRIBUTE]: '5' };
  for (const [title, content, attributes] of [
    ['a payload has no time: it means now', EVENT, {}],
    ['a message keeps its time and id', { message: MESSAGE }, original],
    ['a message that was pulled does too', { ackId: 'x', message: MESSAGE }, original],
    ['a message with nothing around it does too', MESSAGE, original],
    [
      'a replay keeps the time and id of the first push',
      {
        message: {
          ...MESSAGE,
          messageId: '9',
          publishTime: '2026-03-03T00:00:00Z',
          attributes: { [PUBLISHED_AT_ATTRIBUTE]: '2026-01-01T00:00:00Z', [PUSH_ID_ATTRIBUTE]: '5' },
        },
      },
      original,
    ],
    [
      'a time in the future does not count',
      { message: { ...MESSAGE, attributes: { [PUBLISHED_AT_ATTRIBUTE]: '2099-01-01T00:00:00Z' } } },
      original,
    ],
    [
      'a dead letter has the time of its first delivery',
      {
        message: {
          ...MESSAGE,
          publishTime: '2026-03-03T00:00:00Z',
          attributes: { [DEAD_LETTER_TIME_ATTRIBUTE]: '2026-01-01T00:00:00Z' },
        },
      },
      original,
    ],
    [
      'a message without a time keeps its id',
      { message: { data: MESSAGE.data, messageId: '5' } },
      { [PUSH_ID_ATTRIBUTE]: '5' },
    ],
    [
      'attributes of others stay, those of Pub/Sub do not',
      {
        message: {
          data: MESSAGE.data,
          attributes: { team: 'a', googclient_x: '1', CloudPubSubDeadLetterY: '2' },
        },
      },
      { team: 'a' },
    ],
  ] as const)
    it(title, () => assert.deepEqual(attributesOf(plan(content)), attributes));

  it('counts as pushed now where that is asked for', () =>
    assert.deepEqual(attributesOf(plan({ message: MESSAGE }, true)), {}));

  it('keeps the first topic, which on an own topic narrows the repositories that may be updated', () => {
    const attributes = { [TOPIC_ATTRIBUTE]: 'projects/q/topics/gcr' };
    assert.equal(reasonOf(plan({ message: { ...MESSAGE, attributes } })), 'ForeignRepository');
  });

  it('has the payload as it came, and is told by line, ids and image', () => {
    const planned = plan({ message: MESSAGE });
    assert.ok('topic' in planned);
    assert.equal(Buffer.from(planned.message.data).toString(), EVENT);
    assert.deepEqual(planned.subject, { line: 3, message: '5', push: '5', image: TAG });
  });

  it('keeps the earliest of all times, whatever is nested in what', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(time, time, time, (published, first, died) => {
        const attributes = {
          [PUBLISHED_AT_ATTRIBUTE]: String(first),
          [DEAD_LETTER_TIME_ATTRIBUTE]: new Date(died).toISOString(),
        };
        const message = { ...MESSAGE, publishTime: new Date(published).toISOString(), attributes };
        assert.deepEqual(attributesOf(plan({ message })), {
          ...original,
          [PUBLISHED_AT_ATTRIBUTE]: String(Math.min(published, first, died)),
        });
      }),
    );
  });
});

describe('an event that is not replayed', () => {
  for (const [title, content, reason] of [
    ['a deletion', { action: 'DELETE', tag: TAG }, 'NotAnInsert'],
    ['a push without a tag', { action: 'INSERT' }, 'UntaggedPush'],
    [
      'a signature',
      { action: 'INSERT', tag: `us-docker.pkg.dev/p/r/app:sha256-${'1'.repeat(64)}.sig` },
      'IgnoredTag',
    ],
    ['no JSON', 'oops', 'NotJson'],
    ['half an object', '{"action":', 'NotJson'],
    ['no event', {}, 'WrongShape'],
    ['no image', { action: 'INSERT', tag: 'App:1' }, 'InvalidReference'],
    ['an empty message', { message: { data: '' } }, 'NotJson'],
    ['attributes without data', { message: { attributes: { a: 'b' } } }, 'NotJson'],
    ['data that is no base64', { message: { data: '!' } }, 'NotBase64'],
    ['data that is no UTF-8', { message: { data: '/////w==' } }, 'NotJson'],
    [
      'a time that is none',
      { message: { ...MESSAGE, attributes: { [PUBLISHED_AT_ATTRIBUTE]: 'soon' } } },
      'WrongShape',
    ],
    ['a payload that is too large', { message: { data: base64('x'.repeat(70_000)) } }, 'TooLarge'],
  ] as const)
    it(`${title}: ${reason}`, () => {
      const planned = plan(content);
      assert.deepEqual([reasonOf(planned), planned.subject.line], [reason, 3]);
    });

  it('bytes that are no UTF-8: NotJson', () => {
    const content = Buffer.from([0x7b, 0xff, 0x7d]);
    assert.equal(
      reasonOf(planEvent({ content }, { topic: REPLAY, settings: SETTINGS, now: false })),
      'NotJson',
    );
  });

  it('an entry that could not be read: why', () => {
    const content = new UpdaterError('TooLarge', 'too large');
    assert.equal(
      reasonOf(planEvent({ content }, { topic: REPLAY, settings: SETTINGS, now: false })),
      'TooLarge',
    );
  });

  it('with a time of its own, for a topic where that does not count: NoDestination, unless it is to mean now', () => {
    const gcr = { project: 'p', topic: 'gcr' };
    const planned = plan({ message: MESSAGE }, false, gcr);
    assert.deepEqual(['result' in planned && planned.result, reasonOf(planned)], ['failed', 'NoDestination']);
    assert.deepEqual(attributesOf(plan({ message: MESSAGE }, true, gcr)), {});
    assert.deepEqual(attributesOf(plan(EVENT, false, gcr)), {});
  });

  it('of another project, for a foreign topic: ForeignRepository', () =>
    assert.equal(reasonOf(plan(EVENT, false, { ...GCR, project: 'q' })), 'ForeignRepository'));
});

describe('what an outcome is about', () => {
  it('is the message and the push', () =>
    assert.deepEqual(deliverySubject(readPulled(deadLetter('7'), NO_TIME, { ownTopics: [] })), {
      message: '7',
      push: '7',
    }));
});
