/** `rules`: policies for parts of the clusters. */
import * as v from 'valibot';
import type { Rule } from '../core/settings.ts';
import { objectOr } from '../core/text/json.ts';
import { codedCheck } from './coded-check.ts';
import { minimumAgeSchema, windowsSchema } from './gate-schema.ts';
import { nonEmptyGlobsSchema, nonEmptyRepositoryGlobsSchema } from './glob-schema.ts';
import { mapping, record } from './mapping.ts';
import { pinSchema, policySchema } from './policy-schema.ts';
import { TEXT } from './text-schema.ts';
import { issuePath } from './unique.ts';

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

/** What a rule may say of matching containers; at least one of them. */
const EFFECTS = ['policy', 'pin', 'minimumAge', 'windows'] as const;

const rule = v.pipe(
  mapping({
    match: v.optional(match, {}),
    policy: v.exactOptional(
      policySchema('Policy of matching containers. Without it the rule has only gates, or `pin`.'),
    ),
    pin: v.exactOptional(pinSchema('Like the top-level `pin`, for matching containers.')),
    minimumAge: v.exactOptional(minimumAgeSchema),
    windows: v.exactOptional(windowsSchema),
    enforce: v.exactOptional(
      v.pipe(
        v.boolean('true or false'),
        v.description('Whether the policy of the rule overrides annotations, except `never`.'),
        v.metadata({ default: false }),
      ),
    ),
  }),
  v.metadata({
    anyOf: EFFECTS.map((key) => ({ required: [key] })),
    dependencies: { enforce: ['policy'] },
  }),
  v.check(
    (written) => EFFECTS.some((key) => written[key] !== undefined),
    `at least one of ${EFFECTS.map((key) => `\`${key}\``).join(', ')}`,
  ),
  enforcesPolicy(),
  v.transform(({ match: criteria, enforce = false, ...rest }): Rule => ({ ...criteria, ...rest, enforce })),
);

/** Checks that what is enforced is a policy: gates hold for every container anyway. */
function enforcesPolicy<T>(): v.RawCheckAction<T> {
  return codedCheck('UnknownKey', ({ dataset, addIssue }) => {
    const written = objectOr(dataset.value);
    if ('enforce' in written && written['policy'] === undefined)
      addIssue({
        message: 'no `enforce`, or a `policy` beside it',
        path: issuePath(['enforce'], written['enforce']),
      });
  });
}

/** In the order of the file. */
export const rulesSchema = v.pipe(
  v.array(rule, 'a list of rules'),
  v.description(
    'Policies and gates for parts of the clusters. `policy` and `pin` come from the first matching rule that has them; rules with `enforce` take precedence. The gates of all matching rules have to pass.',
  ),
);
