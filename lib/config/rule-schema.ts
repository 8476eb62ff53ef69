/** `rules`: policies for parts of the clusters. */
import * as v from 'valibot';
import type { Rule } from '../core/settings.ts';
import { nonEmptyGlobsSchema, nonEmptyRepositoryGlobsSchema } from './glob-schema.ts';
import { mapping, record } from './mapping.ts';
import { pinSchema, policySchema } from './policy-schema.ts';
import { TEXT } from './text-schema.ts';

/** The key of a label or an annotation, with or without a prefix. */
export const METADATA_KEY = /^(?:[a-z0-9][a-z0-9.-]{0,252}\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

const match = v.pipe(
  mapping({
    clusters: v.exactOptional(
      nonEmptyGlobsSchema(
        'Names of clusters, as globs. `*` does not match a `/`: use `shop/**` for the GKE clusters of the project `shop`, and `**` for every cluster.',
      ),
    ),
    namespaces: v.exactOptional(nonEmptyGlobsSchema('Namespaces, as globs.')),
    repositories: v.exactOptional(
      nonEmptyRepositoryGlobsSchema(
        'Repositories without tag, as globs, such as `us-docker.pkg.dev/my-project/**`.',
      ),
    ),
    labels: v.exactOptional(
      v.pipe(
        record(
          v.pipe(v.string(), v.regex(METADATA_KEY, 'a label key such as `app.kubernetes.io/name`')),
          v.pipe(v.string(TEXT), v.regex(LABEL_VALUE, 'a label value')),
        ),
        v.description('Labels of the workload, by exact value.'),
      ),
    ),
  }),
  v.description(
    'Criteria of the rule, all of which must match. Without criteria the rule matches every container.',
  ),
);

const rule = v.pipe(
  mapping({
    match: v.optional(match, {}),
    policy: policySchema('Policy of matching containers.'),
    pin: v.exactOptional(pinSchema('Like the top-level `pin`, for matching containers.')),
    enforce: v.optional(
      v.pipe(
        v.boolean('true or false'),
        v.description('Whether the rule overrides annotations, except `never`.'),
      ),
      false,
    ),
  }),
  v.transform(({ match: criteria, ...rest }): Rule => ({ ...criteria, ...rest })),
);

/** In the order of the file; the first matching rule is used. */
export const rulesSchema = v.pipe(
  v.array(rule, 'a list of rules'),
  v.description(
    'Policies for parts of the clusters. The first matching rule is used; rules with `enforce` take precedence.',
  ),
);
