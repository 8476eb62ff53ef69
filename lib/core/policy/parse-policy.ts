/** Parses a policy of an annotation, a rule or the default: a word, or a prefix with an argument. */
import { printable } from '../text/printable.ts';
import { any } from './any.ts';
import { glob } from './glob.ts';
import { never } from './never.ts';
import { pattern } from './pattern.ts';
import type { ParsedPolicy } from './policy.ts';
import { sameTag } from './same-tag.ts';
import { semver } from './semver.ts';
import { major, minor, patch } from './step.ts';

/** Parses the text after the prefix; `text` is the whole policy. */
type Builder = (argument: string, text: string) => ParsedPolicy;

const POLICIES: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ['same-tag', () => ({ policy: sameTag })],
  ['any', () => ({ policy: any })],
  ['semver:', semver],
  ['major', () => ({ policy: major })],
  ['minor', () => ({ policy: minor })],
  ['patch', () => ({ policy: patch })],
  ['glob:', glob],
  ['pattern:', pattern],
  ['never', () => ({ policy: never })],
]);

const MAX_LENGTH = 512;

/** Parses a policy of at most 512 printable characters; surrounding spaces are ignored. */
export function parsePolicy(text: string): ParsedPolicy {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) {
    return { invalid: `expected at most ${MAX_LENGTH} characters, got \`${printable(trimmed, 64)}\`` };
  }
  return read(trimmed);
}

function read(text: string): ParsedPolicy {
  const shown = printable(text, MAX_LENGTH);
  // A control or invisible character is a copy error, and would result in a glob that never matches.
  if (shown !== text) return { invalid: `expected printable characters, got \`${printable(text, 64)}\`` };
  const head = text.slice(0, text.indexOf(':') + 1) || text;
  const build = POLICIES.get(head);
  if (build === undefined) {
    return { invalid: `expected one of ${[...POLICIES.keys()].join(', ')}, got \`${printable(text, 64)}\`` };
  }
  return build(text.slice(head.length).trim(), text);
}
