/** Examples of policies, rules, repositories, aliases, kinds and limits. */
import { type Example, beside, meaning } from './example.ts';

/** Policies and rules. */
export const POLICIES: readonly Example[] = [
  meaning('an unknown policy', 'policy: latest', ['policy', 'Invalid']),
  meaning('a policy with a broken expression', 'rules: [{ policy: any }, { policy: "pattern:(" }]', [
    'rules[1].policy',
    'Invalid',
  ]),
  meaning('a policy of 600 characters', `policy: "glob:${'a'.repeat(600)}"`, ['policy', 'Invalid']),
  meaning('a policy with a control character', 'policy: "glob:a\\u0007"', ['policy', 'Invalid']),
  beside(
    'an empty criterion, which would never match',
    'rules: [{ policy: any, match: { clusters: [], namespaces: [], repositories: [] } }]',
    ['rules[0].match.clusters', 'Invalid'],
    ['rules[0].match.namespaces', 'Invalid'],
    ['rules[0].match.repositories', 'Invalid'],
  ),
  beside(
    'labels that are no texts',
    'rules: [{ policy: any, match: { labels: { canary: true, tier: 1 } } }]',
    ['rules[0].match.labels.canary', 'WrongType'],
    ['rules[0].match.labels.tier', 'WrongType'],
  ),
  beside(
    'labels that Kubernetes does not have',
    'rules: [{ policy: any, match: { labels: { "a b": c, d: "e f" } } }]',
    ['rules[0].match.labels["a b"]', 'Invalid'],
    ['rules[0].match.labels.d', 'Invalid'],
  ),
  meaning('a label called constructor', 'rules: [{ policy: any, match: { labels: { constructor: x } } }]', [
    'rules[0].match.labels.constructor',
    'Invalid',
  ]),
  beside('null for enforce', 'rules: [{ policy: any, enforce: }]', ['rules[0].enforce', 'WrongType']),
];

/** Repositories and aliases. */
export const REPOSITORIES: readonly Example[] = [
  meaning(
    'repositories with spaces, passwords, tags and digests',
    'repositories: ["a b/c", "https://me:secret@host/x", "nginx:1.25", "host/a@sha256:00", "a\\u202eb/c"]',
    ['repositories[0]', 'Invalid'],
    ['repositories[1]', 'Invalid'],
    ['repositories[2]', 'Invalid'],
    ['repositories[3]', 'Invalid'],
    ['repositories[4]', 'Invalid'],
  ),
  meaning(
    'gcr.io hosts whose project is unknown',
    'rules: [{ policy: any, match: { repositories: ["gcr.io", "gcr.io/p", "*.gcr.io/p/**", "gcr.io/**/app"] } }]',
    ['rules[0].match.repositories[1]', 'Invalid'],
    ['rules[0].match.repositories[2]', 'Invalid'],
    ['rules[0].match.repositories[3]', 'Invalid'],
  ),
  meaning(
    'a repository by its alias',
    'aliases: { m.example.com/hub: docker.io, gcr.io/old: gcr.io/new }\nrepositories: ["m.example.com/hub/library/*"]\nrules: [{ policy: any }, { policy: any, match: { repositories: [nginx, "gcr.io/old/app"] } }]',
    ['repositories', 'Invalid'],
    ['rules[1].match.repositories', 'Invalid'],
  ),
  meaning(
    'aliases that are no prefixes',
    'aliases: { hub: docker.io, "https://m": docker.io, m.example.com/: docker.io, m.example.com: "docker.io/*", gcr.io: docker.io, a_b.com: docker.io, "m:a@b": docker.io }',
    ['aliases.hub', 'Invalid'],
    ['aliases["https://m"]', 'Invalid'],
    ['aliases["m.example.com/"]', 'Invalid'],
    ['aliases["m.example.com"]', 'Invalid'],
    ['aliases["gcr.io"]', 'Invalid'],
    ['aliases["a_b.com"]', 'Invalid'],
    ['aliases["…@b"]', 'Invalid'],
  ),
  beside('an alias of nothing', 'aliases: { m.example.com: }', ['aliases["m.example.com"]', 'WrongType']),
  meaning('an alias of itself', 'aliases: { GCR.io/p: us-docker.pkg.dev/p/gcr.io }', [
    'aliases["GCR.io/p"]',
    'Invalid',
  ]),
  meaning('an alias of an alias', 'aliases: { m.io/hub: gcr.io/p, us-docker.pkg.dev/p: docker.io/b }', [
    'aliases["m.io/hub"]',
    'Invalid',
  ]),
  meaning(
    'two aliases of one prefix',
    'aliases: { gcr.io/p: docker.io, us-docker.pkg.dev/p/gcr.io: docker.io/b }',
    ['aliases["us-docker.pkg.dev/p/gcr.io"]', 'Duplicate'],
  ),
];

/** Kinds, marks of GitOps tools, and limits. */
export const KINDS: readonly Example[] = [
  beside(
    'marks that no label or annotation can be',
    'gitOps: [{ tool: a, on: field, key: a/b }, { tool: "", on: label, key: "a b" }, { on: label, key: a/b/c }]',
    ['gitOps[0].on', 'Invalid'],
    ['gitOps[1].tool', 'Invalid'],
    ['gitOps[1].key', 'Invalid'],
    ['gitOps[2].tool', 'Missing'],
    ['gitOps[2].key', 'Invalid'],
  ),
  beside(
    'a key of both maps',
    'gitOps: [{ tool: a, on: label, key: a/b }, { tool: a, on: annotation, key: a/b }]',
  ),
  meaning(
    'a mark that is there already',
    'gitOps: [{ tool: a, on: label, key: a/b }, { tool: b, on: label, key: a/b }, { tool: c, on: label, key: argocd.argoproj.io/instance }]',
    ['gitOps[2]', 'Invalid'],
    ['gitOps[1]', 'Duplicate'],
  ),
  beside(
    'a kind that would leave the path of the API',
    'kinds: [{ group: ../x, version: v1?, plural: a/b, kind: "A b", podTemplate: spec/template }]',
    ['kinds[0].group', 'Invalid'],
    ['kinds[0].version', 'Invalid'],
    ['kinds[0].plural', 'Invalid'],
    ['kinds[0].kind', 'Invalid'],
    ['kinds[0].podTemplate', 'Invalid'],
  ),
  beside(
    'a kind that lacks everything',
    'kinds: [{}, 1]',
    ['kinds[0].group', 'Missing'],
    ['kinds[0].version', 'Missing'],
    ['kinds[0].plural', 'Missing'],
    ['kinds[0].kind', 'Missing'],
    ['kinds[1]', 'WrongType'],
  ),
  meaning(
    'a kind that is built in',
    'kinds: [{ group: apps, version: v1beta1, plural: deployments, kind: Deployment }]',
    ['kinds[0]', 'Invalid'],
  ),
  meaning(
    'kinds that are never touched',
    'kinds: [{ group: apps, version: v1, plural: replicasets, kind: ReplicaSet }, { group: batch, version: v1, plural: jobs, kind: Job }, { group: "", version: v1, plural: pods, kind: Pod }]',
    ['kinds[0]', 'Invalid'],
    ['kinds[1]', 'Invalid'],
    ['kinds[2]', 'Invalid'],
  ),
  meaning(
    'a kind twice',
    'kinds: [{ group: a.io, version: v1, plural: as, kind: A }, { group: a.io, version: v2, plural: as, kind: A }]',
    ['kinds[1]', 'Duplicate'],
  ),
  beside('limits that are none', 'limits: { workloadsPerCluster: 0 }', [
    'limits.workloadsPerCluster',
    'Invalid',
  ]),
  beside('half an update', 'limits: { workloadsPerCluster: 1.5 }', ['limits.workloadsPerCluster', 'Invalid']),
  beside('a limit in words', 'limits: { workloadsPerCluster: "200" }', [
    'limits.workloadsPerCluster',
    'WrongType',
  ]),

  beside('a limit of former times', 'limits: { updatesPerCluster: 200 }', [
    'limits.updatesPerCluster',
    'UnknownKey',
  ]),
];

/** All at once. */
export const ALL_AT_ONCE: readonly Example[] = [
  {
    title: 'many things',
    yaml: 'mode: x\nclusters: [{ server: 1 }, { name: a, server: "http://h" }, { name: a, server: "ftp://h" }]\nrules: [{ policy: x, pin: y }]\nlimits: { workloadsPerCluster: x }\nextra: 1\n',
    wrong: [
      ['mode', 'Invalid'],
      ['clusters[0].server', 'WrongType'],
      ['clusters[2].server', 'Invalid'],
      ['clusters[2].name', 'Duplicate'],
      ['rules[0].policy', 'Invalid'],
      ['rules[0].pin', 'Invalid'],
      ['limits.workloadsPerCluster', 'WrongType'],
      ['extra', 'UnknownKey'],
    ],
  },
];
