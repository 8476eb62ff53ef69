/** The digest of a pushed tag, before clusters are read: the same digest is then written everywhere, also if the tag moves. */
import type { Deadline } from '../async/deadline.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { Delivery } from '../core/event/delivery.ts';
import { withDigest } from '../core/event/digest-lookup.ts';
import type { Push } from '../core/event/push.ts';
import type { App, ResolveDigest } from './context.ts';

/** The push, with its digest if the registry names it. */
export interface LookedUp {
  readonly push: Push;
  /** Why the registry does not name it. */
  readonly lookUpFault?: UpdaterError;
}

/** A push that has a digest is not looked up. Never rejects. */
export async function lookUpDigest(
  push: Push,
  resolveDigest: ResolveDigest | undefined,
  deadline: Deadline,
): Promise<LookedUp> {
  if (push.digest !== undefined || resolveDigest === undefined) return { push };
  const found = await resolveDigest(push, deadline);
  switch (found.is) {
    case 'found':
      return { push: withDigest(push, found.digest) };
    case 'failed':
      return { push, lookUpFault: found.fault };
    case 'off':
      return { push };
  }
}

/** Only a call is looked up: the registry itself names the digest in its events. */
export async function lookUpCall(
  push: Push,
  { shape }: Pick<Delivery, 'shape'>,
  { resolveDigest }: Pick<App, 'resolveDigest'>,
  deadline: Deadline,
): Promise<LookedUp> {
  return shape === 'api' ? lookUpDigest(push, resolveDigest, deadline) : { push };
}
