/**
 * What a person asks for beside the push itself, as attributes of a message: limits that do not count, and images that
 * lose their digest. They count on topics of our own alone, where only operators and the updater publish.
 */
import { type Delivery } from './delivery.ts';
import { IGNORE_LIMIT_ATTRIBUTE, UNPINNED_ATTRIBUTE } from './attributes.ts';
import type { Push } from './push.ts';
import { isOwnTopic, type Settings } from '../settings.ts';

/** What of a push a person asks for. */
export type PushRequest = Pick<Push, 'ignoreLimit' | 'unpinned'>;

const ATTRIBUTES = [
  ['ignoreLimit', IGNORE_LIMIT_ATTRIBUTE],
  ['unpinned', UNPINNED_ATTRIBUTE],
] as const satisfies readonly (readonly [keyof PushRequest, string])[];

/** What a message asks for, where it may. */
export function requestedIn(
  { topic, attributes }: Pick<Delivery, 'topic' | 'attributes'>,
  settings: Pick<Settings, 'ownTopics'>,
): PushRequest {
  if (topic === undefined || !isOwnTopic(topic, settings)) return {};
  const asked = ATTRIBUTES.filter(([, name]) => attributes[name] === 'true');
  return Object.fromEntries(asked.map(([key]) => [key, true]));
}

/** The attributes that ask for it. */
export function requestAttributes(request: PushRequest): Readonly<Record<string, string>> {
  const asked = ATTRIBUTES.filter(([key]) => request[key] === true);
  return Object.fromEntries(asked.map(([, name]) => [name, 'true']));
}

/** The attributes without those that ask: who published a message first does not decide for who publishes it again. */
export function withoutRequests(attributes: Delivery['attributes']): Delivery['attributes'] {
  const names = new Set<string>(ATTRIBUTES.map(([, name]) => name));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.has(name)));
}
