import type { Example } from './example.ts';
import { ACCEPTED, DOCUMENT, TYPES, KEYS } from './examples/documents.ts';
import { CLUSTER_EXAMPLES } from './examples/clusters.ts';
import { POLICIES, REPOSITORIES, KINDS, ALL_AT_ONCE } from './examples/rules.ts';
import { TOPICS } from './examples/topics.ts';

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
