/**
 * Evaluates only a policy on two versions, for the command `policy`: without marks, times and workloads. A version is a tag, a
 * tag with its digest (`1.2.3@sha256:…`), or only a digest (`@sha256:…`).
 */
import { parseImage } from '../names/image-reference.ts';
import type { Reason } from '../errors/reason.ts';
import { findArchitecture } from './architecture.ts';
import { parsePolicy } from './parse-policy.ts';
import type { Policy } from './policy.ts';

export type PolicyExplanation =
  | {
      readonly result: 'update';
      /** A warning about a possibly unwanted result, printable. */
      readonly hint?: string;
    }
  | {
      readonly result: 'skip';
      readonly reason: Reason;
      /** The expected and the actual value, printable. */
      readonly detail?: string;
    };

/** Whether a push of `pushed` updates a container that runs `current`. An invalid input is a skip too. */
export function explainPolicy(policy: string, current: string, pushed: string): PolicyExplanation {
  const parsed = parsePolicy(policy);
  if ('invalid' in parsed) return skip('InvalidPolicy', parsed.invalid);
  const [from, to] = [parseVersionText(current), parseVersionText(pushed)];
  if ('invalid' in from) return skip('InvalidImage', from.invalid);
  if ('invalid' in to) return skip('InvalidReference', to.invalid);
  if (to.tag === undefined) return skip('UntaggedPush');
  return explainVersions(parsed.policy, from, { ...to, tag: to.tag });
}

interface Version {
  readonly tag?: string;
  readonly digest?: string;
}

function explainVersions(
  policy: Policy,
  from: Version,
  to: Version & { readonly tag: string },
): PolicyExplanation {
  const verdict = policy.evaluate(from.tag, to.tag);
  if (verdict.may === 'no') return skip(verdict.reason, verdict.detail);
  if (isCurrent(policy, verdict.may, from, to)) return skip('AlreadyCurrent');
  const hint = architectureHint(from, to.tag);
  return { result: 'update', ...(hint === undefined ? {} : { hint }) };
}

/** CI often pushes a tag for each architecture before the index: the first of them would be deployed. */
function architectureHint({ tag = '' }: Version, pushed: string): string | undefined {
  const found = findArchitecture(pushed);
  if (found === undefined || findArchitecture(tag)?.name === found.name) return undefined;
  return `the pushed tag is for one architecture: add \`${found.glob}\` to \`ignoreTags\`, in addition to its default, or match it with a group \`track…\``;
}

/** The same content; by version also the same version, and without a digest the same tag has nothing new. */
function isCurrent({ orderedBy }: Policy, may: 'newer' | 'same', from: Version, to: Version): boolean {
  const isSame = to.digest !== undefined && to.digest === from.digest;
  if (orderedBy === 'time') return isSame;
  return may === 'same' && (isSame || (to.digest === undefined && to.tag === from.tag));
}

// Tags and digests need an image to be parsed; any image can be used.
const NAME = 'example.com/image';

function parseVersionText(text: string): Version | { readonly invalid: string } {
  if (text === '') return { invalid: 'expected a tag, got an empty text' };
  const parsed = parseImage(text.startsWith('@') ? `${NAME}${text}` : `${NAME}:${text}`);
  return 'invalid' in parsed ? parsed : parsed.image;
}

function skip(reason: Reason, detail?: string): PolicyExplanation {
  return { result: 'skip', reason, ...(detail === undefined ? {} : { detail }) };
}
