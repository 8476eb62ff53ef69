/**
 * A small Pub/Sub in this process that pushes over HTTP as the real one does: at least once and in any order, again
 * when an answer is not 2xx, is lost or is late, while the first is still being worked on, and in the end to a topic
 * of dead letters. What it does when is told by a seed; no message waits for the clock.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingMessage, Publish } from '../../../lib/core/event/message.ts';
import {
  isSameTopic,
  subscriptionName,
  topicName,
  type Subscription,
  type Topic,
} from '../../../lib/core/names/topic.ts';
import { seededChance, type Chance } from '../../support/chance.ts';
import { base64 } from '../../support/base64.ts';
import type { Habits } from './habits.ts';

export interface PushSubscription {
  readonly name: Subscription;
  readonly topic: Topic;
  /** `http://127.0.0.1:PORT`; the topic's name is added as the path. */
  readonly endpoint: string;
  readonly unwrapped: boolean;
  /** Where a message goes after so many attempts; without one it is tried for ever. */
  readonly deadLetters?: { readonly topic: Topic; readonly attempts: number };
}

export interface Message extends OutgoingMessage {
  readonly id: string;
  readonly topic: Topic;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** What became of one attempt: the status of the answer, or why there is none. */
export type End = number | 'late' | 'lost' | 'broken';

export interface Attempt {
  readonly message: Message;
  readonly subscription: PushSubscription;
  /** From 1. */
  readonly number: number;
  readonly end: End;
}

interface Task {
  readonly message: Message;
  readonly subscription: PushSubscription;
  readonly number: number;
  /** Tells the deliveries of one message apart. */
  readonly copy: number;
}

const AT_ONCE = 4;
const FIRST_BACKOFF_MS = 1;
const LONGEST_BACKOFF_MS = 16;

export class Pusher {
  readonly #habits: Habits;
  readonly #chance: Chance;
  readonly #now: () => number;
  readonly #subscriptions: PushSubscription[] = [];
  readonly #messages: Message[] = [];
  readonly #attempts: Attempt[] = [];
  #ready: Task[] = [];
  /** Attempts that are worked on, also those that are late, and messages that wait for their next one. */
  #open = 0;
  #worked = 0;
  #settled = Promise.withResolvers<void>();

  /** `now` gives each message its publish time. */
  constructor(habits: Habits, now: () => number) {
    this.#habits = habits;
    this.#chance = seededChance(habits.seed);
    this.#now = now;
  }

  /** All attempts so far, in the order in which they ended. */
  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  /** Messages of this topic, in the order in which they came. */
  messages(topic: Topic): readonly Message[] {
    return this.#messages.filter((message) => isSameTopic(message.topic, topic));
  }

  subscribe(subscription: PushSubscription): void {
    this.#subscriptions.push(subscription);
  }

  /** The topic that a subscription is on. */
  topicOf({ project, subscription }: Subscription): Topic {
    const found = this.#subscriptions.find(
      ({ name }) => name.project === project && name.subscription === subscription,
    );
    assert.ok(found !== undefined, `there is a subscription ${subscription}`);
    return found.topic;
  }

  /** Takes all messages; the first attempt begins once the caller waits. */
  readonly publish: Publish = (topic, messages) =>
    Promise.resolve(messages.map((message) => ({ id: this.#take(topic, message).id })));

  /** Once each message was acknowledged or is a dead letter, and no late attempt is worked on any more. */
  async settled(): Promise<void> {
    while (this.#open + this.#ready.length > 0) {
      this.#settled = Promise.withResolvers();
      await this.#settled.promise;
    }
  }

  #take(topic: Topic, { data, attributes }: OutgoingMessage): Message {
    const id = String(this.#messages.length + 1);
    const message = { id, topic, data, attributes, publishedAt: this.#now() };
    this.#messages.push(message);
    for (const subscription of this.#subscriptions.filter((each) => isSameTopic(each.topic, topic))) {
      const copies = this.#chance('duplicate', id) < this.#habits.duplicates ? 2 : 1;
      for (let copy = 1; copy <= copies; copy += 1) this.#queue({ message, subscription, number: 1, copy });
    }
    return message;
  }

  #queue(task: Task): void {
    this.#ready.push(task);
    setImmediate(() => this.#begin());
  }

  /** Begins what chance puts first among all that is ready. */
  #begin(): void {
    while (this.#worked < AT_ONCE && this.#ready.length > 0) {
      const [first, ...others] = this.#ready.toSorted((a, b) => this.#place(a) - this.#place(b));
      this.#ready = others;
      if (first !== undefined) void this.#attempt(first);
    }
    if (this.#open + this.#ready.length === 0) this.#settled.resolve();
  }

  #place({ message, number, copy }: Task): number {
    return this.#chance('place', message.id, number, copy);
  }

  async #attempt(task: Task): Promise<void> {
    this.#open += 1;
    this.#worked += 1;
    const { message, number, copy } = task;
    const answer = this.#post(task);
    const hurried = number <= 2 && this.#chance('hurry', message.id, number, copy) < this.#habits.hurry;
    const end = await (hurried ? Promise.race([answer, this.#deadline(task)]) : answer);
    this.#attempts.push({ message, subscription: task.subscription, number, end });
    this.#worked -= 1;
    if (!isAcknowledged(end)) void this.#again(task);
    this.#begin();
    await answer;
    this.#open -= 1;
    this.#begin();
  }

  async #deadline({ message, number, copy }: Task): Promise<'late'> {
    await sleep(Math.floor(8 * this.#chance('deadline', message.id, number, copy)));
    return 'late';
  }

  async #post({ message, subscription, number, copy }: Task): Promise<End> {
    const { headers, body } = requestOf(message, subscription, number);
    const url = `${subscription.endpoint}/${topicName(subscription.topic)}`;
    try {
      const answer = await fetch(url, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      const lost = this.#chance('lost', message.id, number, copy) < this.#habits.lostAnswers;
      return lost ? 'lost' : answer.status;
    } catch {
      return 'broken';
    }
  }

  async #again(task: Task): Promise<void> {
    const { message, subscription, number } = task;
    const { deadLetters } = subscription;
    if (deadLetters !== undefined && number >= deadLetters.attempts) {
      this.#take(deadLetters.topic, deadLetterOf(message, subscription, number));
      return;
    }
    this.#open += 1;
    await sleep(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (number - 1)));
    this.#open -= 1;
    this.#queue({ ...task, number: number + 1 });
  }
}

function isAcknowledged(end: End): boolean {
  return typeof end === 'number' && end >= 200 && end < 300;
}

/** With the attributes that Pub/Sub adds. */
function deadLetterOf(
  { data, attributes, publishedAt }: Message,
  { name }: PushSubscription,
  count: number,
): OutgoingMessage {
  return {
    data,
    attributes: {
      ...attributes,
      CloudPubSubDeadLetterSourceDeliveryCount: String(count),
      CloudPubSubDeadLetterSourceSubscription: name.subscription,
      CloudPubSubDeadLetterSourceSubscriptionProject: name.project,
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(publishedAt).toISOString(),
    },
  };
}

interface PushRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** As Pub/Sub writes it: ids and times in both spellings, the attempt where dead letters are counted. */
function requestOf(message: Message, subscription: PushSubscription, attempt: number): PushRequest {
  const { id, data, attributes, publishedAt } = message;
  const time = new Date(publishedAt).toISOString();
  const name = subscriptionName(subscription.name);
  if (subscription.unwrapped) {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-goog-pubsub-message-id': id,
      'x-goog-pubsub-publish-time': time,
      'x-goog-pubsub-subscription-name': name,
      ...attributes,
    };
    return { headers, body: Buffer.from(data) };
  }
  const ids = { messageId: id, message_id: id, publishTime: time, publish_time: time };
  const counted = subscription.deadLetters === undefined ? {} : { deliveryAttempt: attempt };
  const pushed = { message: { data: base64(data), attributes, ...ids }, subscription: name, ...counted };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(pushed) };
}
