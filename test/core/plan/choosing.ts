/** Choosing the policy of a container. */
import type { Choice } from '../../../lib/core/plan/effective-policy.ts';
import type { Rule } from '../../../lib/core/settings.ts';
import { rule } from '../../support/builders.ts';

/** `policy from source`, or the reason. */
export function inWords(choice: Choice): string {
  return 'reason' in choice ? choice.reason : `${choice.inForce.policy.text} by ${choice.inForce.source}`;
}

export const OWN = 'image-updater/policy';
export const APP = 'app.image-updater/policy';
export const enforced = (text: string): Rule => rule(text, { enforce: true });
