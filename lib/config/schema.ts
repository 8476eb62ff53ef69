/** The schema of the configuration: keys, meaning and defaults. */
import * as v from 'valibot';
import { aliasesSchema } from './alias-schema.ts';
import { aliasedGlobs } from './aliased-globs.ts';
import { callbackSchema } from './callback-schema.ts';
import { clustersSchema } from './cluster-schema.ts';
import type { Config } from './config.ts';
import { gitOpsSchema, withGitOpsMarks } from './gitops-schema.ts';
import { globsSchema, repositoryGlobsSchema } from './glob-schema.ts';
import { kindsSchema } from './kind-schema.ts';
import { mapping } from './mapping.ts';
import { pinSchema, policySchema } from './policy-schema.ts';
import { PUBSUB_FIELDS, resolvePubSub, topicsApart } from './pubsub-schema.ts';
import { pushersSchema, resolvePushers } from './pusher-schema.ts';
import { registriesSchema } from './registry-schema.ts';
import { rulesSchema } from './rule-schema.ts';
import { issuePath } from './unique.ts';

/**
 * Tags of build caches. `cache-*` and `*-cache` would be shorter, but also match branches: `fix-add-redis-cache`,
 * `cache-invalidation-1a2b3c4`.
 */
export const CACHE_TAGS: readonly string[] = [
  'buildcache',
  'buildcache-*',
  '*-buildcache',
  'cache',
  'cache-main',
  'cache-master',
  'main-cache',
  'master-cache',
  'cache-amd64',
  'cache-arm64',
];

const WHOLE = 'a whole number from 1';

const limit = (description: string) =>
  v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(1, WHOLE), v.description(description));

const limits = v.pipe(
  mapping({
    workloadsPerNamespace: v.optional(
      limit(
        'Maximum number of workloads that a push changes in a namespace. If it would change more, nothing in that namespace is changed.',
      ),
      100,
    ),
    workloadsPerCluster: v.optional(
      limit(
        'Maximum number of workloads that a push changes in a cluster. If it would change more, nothing in that cluster is changed. Namespaces beyond their own limit are not counted.',
      ),
      200,
    ),
    reconcileUpdates: v.optional(
      limit(
        'Maximum number of workloads that a run of reconcile updates. Further ones are reported and not changed.',
      ),
      50,
    ),
  }),
  v.description(
    'Limits of a single push, and of a run of reconcile. Workloads that are scaled to zero are not counted for a push.',
  ),
);

/** The one schema: it validates the file, types it, documents it and is exported as JSON Schema. */
export const CONFIG_SCHEMA = v.pipe(
  mapping({
    mode: v.optional(
      v.pipe(
        v.picklist(['apply', 'observe'], '`apply` or `observe`'),
        v.description('`apply` patches workloads. `observe` decides and reports, and changes nothing.'),
      ),
      'apply',
    ),
    policy: v.optional(
      policySchema('Policy of containers without a policy from an annotation or a rule.'),
      'same-tag',
    ),
    pin: v.optional(
      pinSchema(
        'Form of written images. `digest` writes `repo:tag@sha256:…`, the exact content; `tag` writes `repo:tag`.',
      ),
      'digest',
    ),
    optIn: v.optional(
      v.pipe(v.boolean('true or false'), v.description('Update only workloads with a policy annotation.')),
      false,
    ),
    clusters: clustersSchema,
    rules: v.optional(rulesSchema, []),
    repositories: v.optional(
      repositoryGlobsSchema(
        'Repositories of other projects whose updates a registry topic may trigger, as globs. Repositories of its own project are always allowed.',
      ),
      [],
    ),
    unnamedTopics: v.optional(
      v.pipe(
        v.picklist(['reject', 'allow'], '`reject` or `allow`'),
        v.description(
          'Handling of an event without a topic name. `reject` answers with 500, so that Pub/Sub redelivers it. `allow` processes it; it may update any repository.',
        ),
      ),
      'reject',
    ),
    aliases: v.optional(aliasesSchema, {}),
    ignoreTags: v.optional(
      globsSchema(
        'Tags whose pushes are ignored, as globs, such as `sbom-*`. A list replaces the default. Tags made of a digest (`sha256-…`) are always ignored.',
      ),
      [...CACHE_TAGS],
    ),
    kinds: v.optional(kindsSchema, []),
    gitOps: v.optional(gitOpsSchema, []),
    limits: v.optional(limits, {}),
    registries: v.optional(registriesSchema, []),
    ...PUBSUB_FIELDS,
    callback: v.exactOptional(callbackSchema),
    pushers: v.optional(pushersSchema, []),
  }),
  v.title('Configuration of kubernetes-image-updater'),
  topicsApart(),
  v.rawTransform(({ dataset, addIssue }): Config => {
    const {
      clusters: entries,
      callback: callers,
      pushers: accounts,
      gitOps,
      kinds,
      limits: { reconcileUpdates, ...workloadLimits },
      registries,
      ...rest
    } = dataset.value;
    const { pubsub, topics, given } = resolvePubSub(rest);
    const settings = {
      ...given,
      limits: workloadLimits,
      reconcileUpdates,
      kinds: withGitOpsMarks(kinds, gitOps),
      ...topics,
    };
    for (const { keys, glob, means } of aliasedGlobs({ ...settings, registries })) {
      addIssue({
        message: `the meaning of the alias, \`${means}\``,
        path: issuePath(keys, glob.text),
      });
    }
    const resolved = resolvePushers(accounts, callers?.audiences ?? []);
    for (const { keys } of resolved.withoutAudience)
      addIssue({ message: '`audiences`, here or under `callback`', path: issuePath(keys, undefined) });
    return {
      settings,
      clusters: entries,
      pubsub,
      registries,
      pushers: resolved.pushers,
      ...(callers && { callback: callers }),
    };
  }),
);
