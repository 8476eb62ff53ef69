/** The part of the contract that is about who calls: reviews of oneself, rights, and the image-only policy. */
import type { ContractServer } from './sandbox-contract-server.ts';
import type { Callers } from './contract/callers.ts';
import { describeSelfReviews, describeAccessReviews } from './contract/reviews.ts';
import { describeNoReviews } from './contract/no-reviews.ts';
import { describeImageOnlyPolicy } from './contract/image-only-policy.ts';
import { describeMissingRights } from './contract/rights.ts';

/** Registers the tests; `serverUrl` gives the server once tests run. */
export function describeCallers(serverOf: () => ContractServer): void {
  const callers: Callers = {
    serverOf,
    asAdmin: (path, request) => serverOf().send(path, request),
    asLimited: (path, request) => serverOf().sendLimited(path, request),
    asNobody: (path, request) => serverOf().sendForbidden(path, request),
  };
  describeSelfReviews(callers);
  describeAccessReviews(callers);
  describeNoReviews(callers);
  describeMissingRights(callers);
  describeImageOnlyPolicy(callers);
}
