import type { Example } from './example.ts';
import { ACCEPTED, DOCUMENT, TYPES, KEYS } from './documents.ts';
import { CLUSTER_EXAMPLES } from './clusters.ts';
import { POLICIES, REPOSITORIES, KINDS, ALL_AT_ONCE } from './rules.ts';
import { TOPICS } from './topics.ts';

export const EXAMPLES: readonly Example[] = [
  ...ACCEPTED,
  ...DOCUMENT,
  ...TYPES,
  ...KEYS,
  ...TOPICS,
  ...CLUSTER_EXAMPLES,
  ...POLICIES,
  ...REPOSITORIES,
  ...KINDS,
  ...ALL_AT_ONCE,
];
