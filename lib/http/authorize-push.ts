/**
 * Authorizes pushes: the service account of a push subscription is authenticated by the OIDC token that Pub/Sub sends, and
 * may push only the topics that the configuration names for it. Callers of the API may not push, and pushers may not call it.
 */
import type { Pusher } from '../config/config.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { isSameTopic, topicName, type Topic } from '../core/names/topic.ts';
import type { VerifyToken } from '../google-auth/verify-token.ts';
import {
  readBearerToken,
  rejectUnauthenticated,
  verifiedToken,
  type RequestHeaders,
} from './authenticate.ts';

/**
 * Throws an UpdaterError: `Unauthenticated`, `PermissionDenied` for an account that is not authorized for this topic, or a
 * transient one if the token cannot be verified now.
 */
export type AuthorizePush = (headers: RequestHeaders, topic: Topic) => Promise<void>;

/** Authorizes by the entries of `pushers`. */
export function pushAuthorizer(pushers: readonly Pusher[], verify: VerifyToken): AuthorizePush {
  const audiences = [...new Set(pushers.flatMap((pusher) => pusher.audiences))];
  return async (headers, topic) => {
    const token = readBearerToken(headers);
    if (token === undefined)
      return rejectUnauthenticated('expected `Authorization: Bearer TOKEN` of Pub/Sub, got none');
    if (pushers.length === 0)
      return rejectUnauthenticated('expected an account of `pushers`, got a token, but `pushers` is empty');
    const { email, audience } = await verifiedToken(token, audiences, verify);
    const pusher = pushers.find((each) => each.email === email && each.audiences.includes(audience));
    if (pusher === undefined)
      return rejectUnauthenticated(`expected an account of \`pushers\` with this audience, got ${email}`);
    if (!pusher.topics.some((each) => isSameTopic(each, topic)))
      throw new UpdaterError(
        'PermissionDenied',
        `expected an account of \`pushers\` with ${topicName(topic)}, got ${email}`,
      );
  };
}
