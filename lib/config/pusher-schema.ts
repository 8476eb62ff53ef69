/** `pushers`: which service accounts may push which topics to `serve`. Apart from `callback`: a pusher is no API caller. */
import * as v from 'valibot';
import { objectOr } from '../core/text/json.ts';
import { AUDIENCES, EMAIL_ADDRESS } from './callback-schema.ts';
import type { Pusher } from './config.ts';
import { mapping } from './mapping.ts';
import { anyTopic } from './pubsub-schema.ts';
import { unique, type ListEntry } from './unique.ts';

const pusher = mapping({
  email: v.pipe(EMAIL_ADDRESS, v.description('Service account of the push subscriptions, by e-mail.')),
  topics: v.pipe(
    v.array(
      anyTopic('A topic that the account may push.', 'projects/my-project/topics/gcr'),
      'a list of topics',
    ),
    v.minLength(1, 'at least one topic'),
    v.description('Topics that it may push, each to `/projects/PROJECT/topics/TOPIC`.'),
  ),
  audiences: v.exactOptional(
    v.pipe(
      AUDIENCES,
      v.minLength(1, 'at least one audience'),
      v.description('What its tokens have to be made for (default: `callback.audiences`).'),
    ),
  ),
});

/** The key `pushers` of the configuration. */
export const pushersSchema = v.pipe(
  v.array(pusher, 'a list of pushers'),
  v.description(
    'Accounts of push subscriptions that push to `serve`, each with its topics. Nobody may push without.',
  ),
  unique(emailsIn, (first) => `another account than pushers${first}`),
);

type PusherEntry = v.InferOutput<typeof pusher>;

/** The pushers with what counts where they name no audience, and those for whom nothing is named. */
export function resolvePushers(
  entries: readonly PusherEntry[],
  defaults: readonly string[],
): { readonly pushers: readonly Pusher[]; readonly withoutAudience: readonly Pick<ListEntry, 'keys'>[] } {
  const resolved = entries.map(({ audiences = defaults, ...rest }) => ({ ...rest, audiences }));
  return {
    pushers: resolved,
    withoutAudience: resolved.flatMap(({ audiences }, index) =>
      audiences.length > 0 ? [] : [{ keys: ['pushers', index, 'audiences'] as const }],
    ),
  };
}

function emailsIn(value: unknown): readonly ListEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown, index) => {
    const { email } = objectOr(each);
    return typeof email === 'string'
      ? [{ keys: [index, 'email'] as const, identity: email, written: email }]
      : [];
  });
}
