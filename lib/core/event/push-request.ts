/**
 * Options of a push that a person requests with attributes of a message: ignoring limits, and removing digests. They are
 * honoured only on own topics, on which only operators and the updater publish.
 */
import { type Delivery } from './delivery.ts';
import { IGNORE_LIMIT_ATTRIBUTE, UNPINNED_ATTRIBUTE } from './attributes.ts';
import type { Push } from './push.ts';
import { isOwnTopic, type Settings } from '../settings.ts';

/** The options of a push that a person requests. */
export type PushRequest = Pick<Push, 'ignoreLimit' | 'unpinned'>;

const ATTRIBUTES = [
  ['ignoreLimit', IGNORE_LIMIT_ATTRIBUTE],
  ['unpinned', UNPINNED_ATTRIBUTE],
] as const satisfies readonly (readonly [keyof PushRequest, string])[];

/** The options of a message, if its topic allows them. */
export function requestedIn(
  { topic, attributes }: Pick<Delivery, 'topic' | 'attributes'>,
  settings: Pick<Settings, 'ownTopics'>,
): PushRequest {
  if (topic === undefined || !isOwnTopic(topic, settings)) return {};
  const asked = ATTRIBUTES.filter(([, name]) => attributes[name] === 'true');
  return Object.fromEntries(asked.map(([key]) => [key, true]));
}

/** The attributes of these options. */
export function requestAttributes(request: PushRequest): Readonly<Record<string, string>> {
  const asked = ATTRIBUTES.filter(([key]) => request[key] === true);
  return Object.fromEntries(asked.map(([, name]) => [name, 'true']));
}

/** The attributes without these options: the first publisher of a message does not decide for the person who replays it. */
export function withoutRequests(attributes: Delivery['attributes']): Delivery['attributes'] {
  const names = new Set<string>(ATTRIBUTES.map(([, name]) => name));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}
