/** Examples of topics and subscriptions. */
import { type Example, beside, meaning } from './example.ts';

/** Topics and subscriptions. */
export const TOPICS: readonly Example[] = [
  ...(
    [
      ['by its last name alone', 'image-updater'],
      ['that is empty', '""'],
      ['of no project', 'projects//topics/own'],
      ['of a project by number, which no delivery names', 'projects/123456789012/topics/own'],
      ['with a slash before it', '/projects/p/topics/own'],
      ['with a slash behind it', 'projects/p/topics/own/'],
      ['as a CloudEvent has it', '//pubsub.googleapis.com/projects/p/topics/own'],
      ['that is a subscription', 'projects/p/subscriptions/own'],
      ['of two characters', 'projects/p/topics/ab'],
      ['of 256 characters', `projects/p/topics/${'x'.repeat(256)}`],
      ['that begins with a digit', 'projects/p/topics/1own'],
      ['that begins as those of Google', 'projects/p/topics/googled'],
      ['with a space', 'projects/p/topics/o wn'],
      ['with a shell command', '"projects/p/topics/$(id)"'],
      ['with a line break', '"projects/p/topics/own\\n"'],
      ['with a terminal escape', '"projects/p/topics/own\\e[31m"'],
      ['in another script', 'projects/p/topics/тема'],
      ['of the registry, which would come back as an event', 'projects/p/topics/gcr'],
    ] as const
  ).map(([title, topic]) =>
    beside(
      `topics of our own ${title}`,
      `fanOut: ${topic}\nreplay: ${topic}\nresults: ${topic}\nreconcile: ${topic}`,
      ['fanOut', 'Invalid'],
      ['replay', 'Invalid'],
      ['results', 'Invalid'],
      ['reconcile', 'Invalid'],
    ),
  ),
  beside(
    'other types for topics',
    'fanOut: true\nreplay: false\nresults: [projects/p/topics/own]\nreconcile: false\ndeadLetters: ~\nsubscriptions: projects/p/subscriptions/own',
    ['fanOut', 'Invalid'],
    ['replay', 'WrongType'],
    ['results', 'WrongType'],
    ['reconcile', 'WrongType'],
    ['deadLetters', 'WrongType'],
    ['subscriptions', 'WrongType'],
  ),
  beside(
    'subscriptions that are none',
    'deadLetters: projects/p/topics/dead\nsubscriptions: [projects/p/subscriptions/own, own, 5]',
    ['deadLetters', 'Invalid'],
    ['subscriptions[1]', 'Invalid'],
    ['subscriptions[2]', 'WrongType'],
  ),
  meaning(
    'one topic for all, where what is published would come back',
    'fanOut: projects/p/topics/own\nreplay: projects/p/topics/own\nresults: projects/p/topics/own\nreconcile: projects/p/topics/own',
    ['replay', 'Duplicate'],
    ['results', 'Duplicate'],
    ['reconcile', 'Duplicate'],
  ),
  beside(
    'one topic for two, where something else is wrong too',
    'mode: aply\nreplay: projects/p/topics/own\nresults: projects/p/topics/own',
    ['mode', 'Invalid'],
    ['results', 'Duplicate'],
  ),
];
