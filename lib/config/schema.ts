/** The configuration: what may stand in the file, what it means, and what counts where nothing stands. */
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
import { PUBSUB_FIELDS, topicsApart } from './pubsub-schema.ts';
import { pushersSchema, resolvePushers } from './pusher-schema.ts';
import { rulesSchema } from './rule-schema.ts';
import { issuePath } from './unique.ts';

/**
 * Tags under which build caches are pushed. `cache-*` and `*-cache` would be shorter, but branches have such names too:
 * `fix-add-redis-cache`, `cache-invalidation-1a2b3c4`.
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
        'If one push would change more workloads than this in a namespace, nothing is changed in that namespace.',
      ),
      100,
    ),
    workloadsPerCluster: v.optional(
      limit(
        'If one push would change more workloads than this in a cluster, nothing is changed there; namespaces beyond their own limit do not count.',
      ),
      200,
    ),
  }),
  v.description('Bounds on what one push may do. Workloads that are scaled to zero do not count.'),
);

/** The one schema: it validates the file, types it, documents it and is exported as JSON Schema. */
export const CONFIG_SCHEMA = v.pipe(
  mapping({
    mode: v.optional(
      v.pipe(
        v.picklist(['apply', 'observe'], '`apply` or `observe`'),
        v.description('`observe` decides and reports, and changes nothing.'),
      ),
      'apply',
    ),
    policy: v.optional(
      policySchema('The policy of every container that neither an annotation nor a rule gives one.'),
      'same-tag',
    ),
    pin: v.optional(
      pinSchema('`digest` writes `repo:tag@sha256:…`, the exact content; `tag` writes `repo:tag`.'),
      'digest',
    ),
    optIn: v.optional(
      v.pipe(
        v.boolean('true or false'),
        v.description('Follow only workloads that carry a policy annotation.'),
      ),
      false,
    ),
    clusters: clustersSchema,
    rules: v.optional(rulesSchema, []),
    repositories: v.optional(
      repositoryGlobsSchema(
        'Repositories of other projects whose updates a topic may trigger, as globs; those of its own project always count.',
      ),
      [],
    ),
    unnamedTopics: v.optional(
      v.pipe(
        v.picklist(['reject', 'allow'], '`reject` or `allow`'),
        v.description(
          'What happens to an event that names no topic: `reject` answers 500, so that Pub/Sub redelivers it; `allow` handles it, and it may update any repository.',
        ),
      ),
      'reject',
    ),
    aliases: v.optional(aliasesSchema, {}),
    ignoreTags: v.optional(
      globsSchema(
        'Pushes of these tags are ignored, as globs, such as `sbom-*`; a list given here takes the place of the default. Tags made of a digest (`sha256-…`) are always ignored.',
      ),
      [...CACHE_TAGS],
    ),
    kinds: v.optional(kindsSchema, []),
    gitOps: v.optional(gitOpsSchema, []),
    limits: v.optional(limits, {}),
    ...PUBSUB_FIELDS,
    callback: v.exactOptional(callbackSchema),
    pushers: v.optional(pushersSchema, []),
  }),
  v.title('Configuration of kubernetes-image-updater'),
  topicsApart(),
  v.rawTransform(({ dataset, addIssue }): Config => {
    const {
      clusters: entries,
      fanOut,
      replay,
      results,
      deadLetters,
      subscriptions,
      callback: callers,
      pushers: accounts,
      gitOps,
      kinds,
      ...given
    } = dataset.value;
    const ownTopics = [fanOut, replay].filter((own) => own !== false && own !== undefined);
    const settings = {
      ...given,
      kinds: withGitOpsMarks(kinds, gitOps),
      ownTopics,
      ...(replay && { replayTopic: replay }),
    };
    for (const { keys, glob, means } of aliasedGlobs(settings)) {
      addIssue({
        message: `the name that the alias stands for: \`${means}\``,
        path: issuePath(keys, glob.text),
      });
    }
    const pubsub = {
      ...(fanOut === false ? {} : { fanOut }),
      ...(replay && { replay }),
      ...(results && { results }),
      ...(deadLetters && { deadLetters }),
      subscriptions,
    };
    const resolved = resolvePushers(accounts, callers?.audiences ?? []);
    for (const { keys } of resolved.withoutAudience)
      addIssue({ message: '`audiences` here or under `callback`', path: issuePath(keys, undefined) });
    return {
      settings,
      clusters: entries,
      pubsub,
      pushers: resolved.pushers,
      ...(callers && { callback: callers }),
    };
  }),
);
