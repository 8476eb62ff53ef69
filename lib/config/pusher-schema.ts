/** `pushers`: service accounts of push subscriptions for `serve`, with their topics. A pusher is not an API caller. */
import * as v from 'valibot';
import { objectOr } from '../core/text/json.ts';
import { AUDIENCES, EMAIL_ADDRESS } from './callback-schema.ts';
import type { Pusher } from './config.ts';
import { mapping } from './mapping.ts';
import { anyTopic } from './pubsub-schema.ts';
import { unique, type ListEntry } from './unique.ts';

const pusher = mapping({
  email: v.pipe(EMAIL_ADDRESS, v.description('E-mail of the service account of the push subscriptions.')),
  topics: v.pipe(
    v.array(
      anyTopic('A topic that the account may push.', 'projects/my-project/topics/gcr'),
      'a list of topics',
    ),
    v.minLength(1, 'at least one topic'),
    v.description('Topics that the account may push, each to `/projects/PROJECT/topics/TOPIC`.'),
  ),
  audiences: v.exactOptional(
    v.pipe(
      AUDIENCES,
      v.minLength(1, 'at least one audience'),
      v.description('Accepted audiences of its tokens. Default: `callback.audiences`.'),
    ),
  ),
});

/** The key `pushers` of the configuration. */
export const pushersSchema = v.pipe(
  v.array(pusher, 'a list of pushers'),
  v.description(
    'Accounts of push subscriptions that push to `serve`, each with its topics. Without it every push is rejected.',
  ),
  unique(emailsIn, (first) => `another account than that of pushers${first}`),
);

type PusherEntry = v.InferOutput<typeof pusher>;

/** The pushers with default audiences, and those without any audience. */
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
