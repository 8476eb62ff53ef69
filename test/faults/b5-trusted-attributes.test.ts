/** Whoever could publish on the topic of a registry could date a push back, or give it the id of another. */
import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import type { ReceivedEvent } from '../../lib/core/event/read-delivery.ts';
import {
  DEAD_LETTER_TIME_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
} from '../../lib/core/event/attributes.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import type { Topic } from '../../lib/core/names/topic.ts';
import { planDeadLetter } from '../../lib/replay/dead-letter.ts';
import { planEvent } from '../../lib/replay/plan-event.ts';
import { handleEvent } from '../../lib/pipeline/handle-event.ts';
import { silentApp } from '../support/handle-request.ts';
import { toRequest, SHAPES, SUBSCRIPTION } from '../support/deliveries.ts';
import { deadLetter } from '../support/replay-builders.ts';

const GCR: Topic = { project: 'shop', topic: 'gcr' };
const REPLAY: Topic = { project: 'ops', topic: 'replay' };
const PUBLISHED = '2026-03-01T10:00:00.000Z';
const PAYLOAD = JSON.stringify({ action: 'INSERT', tag: 'europe-docker.pkg.dev/shop/images/web:v1' });

function settings() {
  const parsed = parseConfig(
    "clusters: [{ name: a, server: 'http://127.0.0.1:8001' }]\nreplay: projects/ops/topics/replay",
  );
  assert.ok('config' in parsed);
  return parsed.config.settings;
}

type Attributes = Readonly<Record<string, string>>;

/** What a message with these attributes brings, by each entrance. */
const ENTRANCES: Readonly<Record<string, (attributes: Attributes, topic: Topic) => ReceivedEvent>> = {
  ...Object.fromEntries(
    SHAPES.filter((shape) => shape !== 'bare').map((shape) => [
      `a request of the shape ${shape}`,
      (attributes: Attributes, topic: Topic) => ({
        from: 'request',
        request: toRequest(shape, {
          payload: PAYLOAD,
          id: '7',
          publishTime: PUBLISHED,
          attributes,
          topic,
          receivedAt: Date.parse(PUBLISHED),
        }),
      }),
    ]),
  ),
  'a message that is pulled': (attributes, topic) => ({
    from: 'subscription',
    message: {
      data: Buffer.from(PAYLOAD),
      attributes,
      id: '7',
      publishTime: PUBLISHED,
      attempt: 1,
      subscription: SUBSCRIPTION,
      topic,
    },
    receivedAt: Date.parse(PUBLISHED),
  }),
};

const brought = (event: ReceivedEvent): Promise<EventResult> =>
  handleEvent(event, silentApp({ settings: settings(), sources: [] }), new AbortController().signal);

/** The time and the id of the push, or why there is none. */
function pushOf(handled: EventResult): unknown {
  if (handled.status !== 'completed') return 'fault' in handled ? handled.fault.reason : handled.status;
  const { id, publishedAt } = handled.report.push;
  return { id, at: new Date(publishedAt).toISOString() };
}

describe('on the topic of a registry', () => {
  for (const [entrance, incoming] of Object.entries(ENTRANCES))
    for (const [attribute, value] of [
      [PUBLISHED_AT_ATTRIBUTE, '1000'],
      [PUSH_ID_ATTRIBUTE, 'forged'],
      [DEAD_LETTER_TIME_ATTRIBUTE, '2000-01-01T00:00:00Z'],
      [PUBLISHED_AT_ATTRIBUTE, 'soon'],
    ] as const)
      it(`${entrance} is no other push for its attribute ${attribute}: ${value}`, async () =>
        assert.deepEqual(pushOf(await brought(incoming({ [attribute]: value }, GCR))), {
          id: '7',
          at: PUBLISHED,
        }));
});

describe('a replay', () => {
  it('of a dead letter of the topic of a registry goes to that of the updater, where its time counts', () => {
    const plan = { origin: GCR, settings: settings(), now: false, replay: REPLAY };
    const payload = { data: Buffer.from(PAYLOAD) };
    const planned = planDeadLetter(deadLetter('7', payload), plan);
    assert.deepEqual('topic' in planned && planned.topic, REPLAY);
  });

  it('of a dead letter of the topic of a registry keeps no time that its publisher wrote', () => {
    const plan = { origin: GCR, settings: settings(), now: false, to: REPLAY };
    const attributes = { [PUBLISHED_AT_ATTRIBUTE]: '1000' };
    const planned = planDeadLetter(deadLetter('7', { data: Buffer.from(PAYLOAD), attributes }), plan);
    assert.ok('topic' in planned);
    assert.equal(planned.message.attributes[PUBLISHED_AT_ATTRIBUTE], String(Date.UTC(2026, 0, 1)));
  });

  it('with a time of its own goes to no topic where that does not count', () => {
    const message = { data: Buffer.from(PAYLOAD).toString('base64'), messageId: '7', publishTime: PUBLISHED };
    const content = Buffer.from(JSON.stringify({ message }));
    const planned = planEvent({ content }, { topic: GCR, settings: settings(), now: false });
    assert.equal('fault' in planned && planned.fault.reason, 'NoDestination');
  });
});
