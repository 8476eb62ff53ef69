/**
 * Topics, subscriptions and messages over Pub/Sub's REST interface: what a test sets up and looks at must not go
 * through the library that is tested.
 */
import assert from 'node:assert/strict';
import { isObject, parseJson, type JsonObject } from '../../../lib/core/text/json.ts';
import { until } from './until.ts';
import { base64 } from '../../support/base64.ts';

/** Without a retry policy: with one, the emulator stops to deliver again (README.md). */
export interface NewSubscription {
  /** `projects/P/subscriptions/S`. */
  readonly name: string;
  /** `projects/P/topics/T`. */
  readonly topic: string;
  readonly push?: { readonly endpoint: string; readonly noWrapper?: boolean };
  /** 10 to 600; 60 unless given. For a push also the time that it may take. */
  readonly ackDeadlineSeconds?: number;
  /** 5 attempts are the fewest. */
  readonly deadLetters?: { readonly topic: string; readonly attempts: number };
}

export interface NewMessage {
  /** A text, or bytes. */
  readonly data?: string | Uint8Array;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A message that was pulled. */
export interface Pulled {
  readonly ackId: string;
  readonly id: string;
  readonly publishTime: string;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Rest {
  readonly createTopic: (name: string) => Promise<void>;
  readonly deleteTopic: (name: string) => Promise<void>;
  readonly createSubscription: (subscription: NewSubscription) => Promise<void>;
  readonly deleteSubscription: (name: string) => Promise<void>;
  /** The ids. A message that Pub/Sub refuses is an error; see `send`. */
  readonly publish: (topic: string, ...messages: readonly NewMessage[]) => Promise<readonly string[]>;
  /** What is there, at most `max`; the empty list where there is nothing now. */
  readonly pull: (subscription: string, max?: number) => Promise<readonly Pulled[]>;
  /** Waits for a message, and acknowledges it. */
  readonly pullOne: (subscription: string) => Promise<Pulled>;
  readonly acknowledge: (subscription: string, ackIds: readonly string[]) => Promise<void>;
  /** Any request, by the path after `/v1/`; the status and the answer as they are. */
  readonly send: (method: string, path: string, body?: unknown) => Promise<RestAnswer>;
}

interface RestAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** `url` without a slash at the end. */
export function restOf(url: string): Rest {
  const send: Rest['send'] = (method, path, body) => exchange(`${url}/v1/${path}`, method, body);
  const done = async (method: string, path: string, body?: unknown): Promise<JsonObject> => {
    const answer = await send(method, path, body);
    assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    send,
    createTopic: async (name) => void (await done('PUT', name, {})),
    deleteTopic: async (name) => void (await done('DELETE', name)),
    createSubscription: async (wanted) => void (await done('PUT', wanted.name, subscriptionBody(wanted))),
    deleteSubscription: async (name) => void (await done('DELETE', name)),
    publish: async (topic, ...messages) => {
      const answer = await done('POST', `${topic}:publish`, { messages: messages.map(messageBody) });
      return listIn(answer, 'messageIds').map(String);
    },
    pull: async (subscription, max = 1000) => {
      const body = { maxMessages: max, returnImmediately: true };
      const answer = await done('POST', `${subscription}:pull`, body);
      return listIn(answer, 'receivedMessages').map(pulledIn);
    },
    pullOne: async (subscription) => {
      let pulled: Pulled | undefined;
      await until(`a message on ${subscription}`, async () => {
        const answer = await done('POST', `${subscription}:pull`, {
          maxMessages: 1,
          returnImmediately: true,
        });
        [pulled] = listIn(answer, 'receivedMessages').map(pulledIn);
        return pulled !== undefined;
      });
      assert.ok(pulled !== undefined);
      await done('POST', `${subscription}:acknowledge`, { ackIds: [pulled.ackId] });
      return pulled;
    },
    acknowledge: async (subscription, ackIds) =>
      void (await done('POST', `${subscription}:acknowledge`, { ackIds })),
  };
}

async function exchange(url: string, method: string, body: unknown): Promise<RestAnswer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, ...sent });
  const parsed = parseJson(await answer.text());
  return { status: answer.status, body: isObject(parsed) ? parsed : {} };
}

function subscriptionBody({ topic, push, ackDeadlineSeconds = 60, deadLetters }: NewSubscription) {
  return {
    topic,
    ackDeadlineSeconds,
    ...(push && {
      pushConfig: {
        pushEndpoint: push.endpoint,
        ...(push.noWrapper === true && { noWrapper: { writeMetadata: true } }),
      },
    }),
    ...(deadLetters && {
      deadLetterPolicy: { deadLetterTopic: deadLetters.topic, maxDeliveryAttempts: deadLetters.attempts },
    }),
  };
}

/** As the REST interface takes it. */
export function messageBody({ data, attributes }: NewMessage): object {
  return {
    ...(data !== undefined && { data: base64(data) }),
    ...(attributes && { attributes }),
  };
}

function pulledIn(received: unknown): Pulled {
  assert.ok(isObject(received) && isObject(received['message']));
  const { data, attributes, messageId, publishTime } = received['message'];
  return {
    ackId: String(received['ackId']),
    id: String(messageId),
    publishTime: String(publishTime),
    data: typeof data === 'string' ? Buffer.from(data, 'base64').toString() : '',
    attributes: textsIn(attributes),
  };
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}

function listIn(body: JsonObject, key: string): readonly unknown[] {
  const list = body[key];
  return Array.isArray(list) ? list : [];
}
