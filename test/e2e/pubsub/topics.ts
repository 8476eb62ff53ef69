/** The topics and subscriptions of an installation. */
import type { RecordingProxy } from './recording-proxy.ts';
import type { NewSubscription, Rest } from './rest.ts';

export interface Delivery extends Pick<NewSubscription, 'ackDeadlineSeconds'> {
  /** After this many attempts a message goes to the topic `dead-letters`, which the subscription of that name is on. */
  readonly attempts?: number;
  readonly noWrapper?: boolean;
}

export interface Names {
  readonly gcr: string;
  readonly replay: string;
  readonly fanOut: string;
  readonly resultsTopic: string;
  readonly deadLettersTopic: string;
  readonly pushed: string;
  readonly replayed: string;
  readonly tasks: string;
  readonly results: string;
  readonly deadLetters: string;
}

export function namesOf(project: string): Names {
  const topic = (name: string): string => `projects/${project}/topics/${name}`;
  const subscription = (name: string): string => `projects/${project}/subscriptions/${name}`;
  return {
    gcr: topic('gcr'),
    replay: topic('replay'),
    fanOut: topic('clusters'),
    resultsTopic: topic('results'),
    deadLettersTopic: topic('dead-letters'),
    pushed: subscription('image-pushed'),
    replayed: subscription('replayed'),
    tasks: subscription('cluster-tasks'),
    results: subscription('results'),
    deadLetters: subscription('dead-letters'),
  };
}

export async function createTopics(
  rest: Rest,
  names: Names,
  { fanOut }: { readonly fanOut?: boolean },
): Promise<void> {
  const { gcr, replay, resultsTopic, deadLettersTopic, results, deadLetters } = names;
  const tasks = fanOut === true ? [names.fanOut] : [];
  await Promise.all(
    [gcr, replay, resultsTopic, deadLettersTopic, ...tasks].map((topic) => rest.createTopic(topic)),
  );
  await rest.createSubscription({ name: results, topic: resultsTopic });
  await rest.createSubscription({ name: deadLetters, topic: deadLettersTopic });
}

/** What is between the push subscriptions and the function; `tasks` only with fan-out. */
interface Proxies {
  readonly pushed: RecordingProxy;
  readonly tasks: RecordingProxy | undefined;
}

/** Gives what deletes the push subscriptions again: the emulator would try to deliver for ever. */
export async function subscribe(
  rest: Rest,
  names: Names,
  { attempts, noWrapper = false, ...delivery }: Delivery,
  { pushed, tasks }: Proxies,
): Promise<() => Promise<void>> {
  const routes = [
    { name: names.pushed, topic: names.gcr, proxy: pushed },
    { name: names.replayed, topic: names.replay, proxy: pushed },
    ...(tasks === undefined ? [] : [{ name: names.tasks, topic: names.fanOut, proxy: tasks }]),
  ];
  const deadLetters =
    attempts === undefined ? {} : { deadLetters: { topic: names.deadLettersTopic, attempts } };
  for (const { name, topic, proxy } of routes) {
    const push = { endpoint: `${proxy.url}/${topic}`, noWrapper };
    await rest.createSubscription({ name, topic, push, ...delivery, ...deadLetters });
  }
  return async () => {
    // A test may have restarted the emulator without them.
    for (const { name } of routes) await rest.send('DELETE', name);
  };
}
