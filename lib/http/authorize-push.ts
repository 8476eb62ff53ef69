/**
 * Who pushes: the service account of a push subscription, by the OIDC token that Pub/Sub sends along, and only to the
 * topics that the configuration names for it. Who may call the API may not push, and the other way round.
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
 * Throws an UpdaterError: `Unauthenticated` for who is not authenticated, `PermissionDenied` for an account that is not authorized for
 * this topic, a transient one where the token cannot be verified now.
 */
export type AuthorizePush = (headers: RequestHeaders, topic: Topic) => Promise<void>;

/** By the entries of `pushers`. */
export function pushAuthorizer(pushers: readonly Pusher[], verify: VerifyToken): AuthorizePush {
  const audiences = [...new Set(pushers.flatMap((pusher) => pusher.audiences))];
  return async (headers, topic) => {
    const token = readBearerToken(headers);
    if (token === undefined)
      return rejectUnauthenticated('expected `Authorization: Bearer TOKEN` of Pub/Sub, got none');
    if (pushers.length === 0)
      return rejectUnauthenticated('expected an account of `pushers`, got a token where it names none');
    const { email, audience } = await verifiedToken(token, audiences, verify);
    const pusher = pushers.find((each) => each.email === email && each.audiences.includes(audience));
    if (pusher === undefined)
      return rejectUnauthenticated(
        `expected an account that \`pushers\` names for this audience, got ${email}`,
      );
    if (!pusher.topics.some((each) => isSameTopic(each, topic)))
      throw new UpdaterError(
        'PermissionDenied',
        `expected an account that \`pushers\` names for ${topicName(topic)}, got ${email}`,
      );
  };
}
