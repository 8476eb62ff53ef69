/**
 * Texts and what is wrong with them: the program and the JSON Schema are both held against this table.
 * `beyondSchema` marks what a JSON Schema cannot say.
 */
export interface Example {
  readonly title: string;
  readonly yaml: string;
  readonly wrong: readonly (readonly [path: string, code: string])[];
  readonly beyondSchema?: true;
}

const CLUSTERS = 'clusters: [{ server: "http://127.0.0.1:8001" }]\n';

/** An example with a valid cluster before it. */
function beside(title: string, yaml: string, ...wrong: Example['wrong']): Example {
  return { title, yaml: CLUSTERS + yaml, wrong };
}

/** As {@link beside}, for what only the program can know. */
function meaning(title: string, yaml: string, ...wrong: Example['wrong']): Example {
  return { ...beside(title, yaml, ...wrong), beyondSchema: true };
}

function cluster(title: string, entry: string, ...wrong: Example['wrong']): Example {
  return { title, yaml: `clusters: [${entry}]`, wrong };
}

export const EXAMPLES: readonly Example[] = [
  // Accepted.
  beside('the least there can be', ''),
  beside('all choices of the top level', 'mode: observe\npolicy: minor\npin: tag\noptIn: true\n'),
  beside(
    'empty lists where nothing is needed',
    'rules: []\nrepositories: []\naliases: {}\nignoreTags: []\nkinds: []\n',
  ),
  beside('a rule for everything', 'rules: [{ policy: any }]'),
  beside(
    'a rule with all criteria',
    'rules: [{ match: { clusters: [a], namespaces: [b], repositories: [nginx], labels: { "a.b/c": d, e: "" } }, policy: never, pin: tag, enforce: true }]',
  ),
  beside(
    'a kind of the core group',
    'kinds: [{ group: "", version: v1, plural: replicationcontrollers, kind: ReplicationController }]',
  ),
  cluster(
    'a cluster with everything',
    '{ name: "a:1/b[c]", server: "https://k8s.example.com/clusters/a", namespaces: { include: [a], exclude: [] } }',
  ),
  cluster(
    'a list shared by an anchor',
    '{ name: a, server: "http://localhost", namespaces: { include: &n [x] } }, { name: b, server: "http://localhost", namespaces: { include: *n } }',
  ),

  cluster('a kubeconfig', '{ kubeconfig: ~/.kube/config }'),
  cluster('a context of a kubeconfig', '{ kubeconfig: /etc/kube/config, context: "admin@k8s über alles" }'),

  // The document.
  { title: 'a list at the top', yaml: '- mode: apply', wrong: [['', 'WrongType']] },
  { title: 'a text at the top', yaml: 'apply', wrong: [['', 'WrongType']] },
  { title: 'null at the top', yaml: '---\n', wrong: [['', 'WrongType']] },
  { title: 'an empty mapping', yaml: '{}', wrong: [['clusters', 'Missing']] },

  // Types.
  beside('a number for a choice', 'mode: 1', ['mode', 'Invalid']),
  beside('a choice that is none', 'mode: aply', ['mode', 'Invalid']),
  beside('a choice in capitals', 'pin: Digest', ['pin', 'Invalid']),
  beside('null for a choice', 'mode:', ['mode', 'Invalid']),
  beside('YAML 1.1 truth', 'optIn: yes', ['optIn', 'WrongType']),
  beside('null for a policy', 'policy: ~', ['policy', 'WrongType']),
  beside('a list for a policy', 'policy: [any]', ['policy', 'WrongType']),
  beside('a mapping for a list', 'rules: {}', ['rules', 'WrongType']),
  beside('a text for a list', 'repositories: nginx', ['repositories', 'WrongType']),
  beside('null for a list', 'rules:', ['rules', 'WrongType']),
  beside('an empty list for a mapping', 'limits: []', ['limits', 'WrongType']),
  beside('a list for a mapping', 'aliases: [a]', ['aliases', 'WrongType']),
  beside('null for a mapping', 'limits:', ['limits', 'WrongType']),
  beside(
    'numbers and null in a list of texts',
    'ignoreTags: [1.0, ~, ok, [a]]',
    ['ignoreTags[0]', 'WrongType'],
    ['ignoreTags[1]', 'WrongType'],
    ['ignoreTags[3]', 'WrongType'],
  ),
  { title: 'null for the clusters', yaml: 'clusters:', wrong: [['clusters', 'WrongType']] },
  cluster('an address for a cluster', '"http://127.0.0.1:8001"', ['clusters[0]', 'WrongType']),
  cluster('no cluster', '', ['clusters', 'Invalid']),

  // Keys.
  beside(
    'unknown keys at the top',
    'rulez: []\nmood: apply\n',
    ['rulez', 'UnknownKey'],
    ['mood', 'UnknownKey'],
  ),
  beside(
    'keys that every object has',
    'constructor: 1\n__proto__: { mode: observe }\ntoString: 2\n',
    ['constructor', 'UnknownKey'],
    ['__proto__', 'UnknownKey'],
    ['toString', 'UnknownKey'],
  ),
  beside('a merge key, which is YAML 1.1', '<<: { mode: observe }', ['["<<"]', 'UnknownKey']),
  beside(
    'unknown keys far down',
    'rules: [{ policy: any, match: { name: [a] } }]\nlimits: { updates: 1 }',
    ['rules[0].match.name', 'UnknownKey'],
    ['limits.updates', 'UnknownKey'],
  ),
  cluster('a cluster without a source', '{ name: a }', ['clusters[0]', 'NoSource']),
  cluster(
    'a source that does not exist yet',
    '{ gke: projects/p/locations/-/clusters/- }',
    ['clusters[0].gke', 'UnknownKey'],
    ['clusters[0]', 'NoSource'],
  ),
  cluster('a source beside one that does not exist yet', '{ server: "http://localhost", inCluster: true }', [
    'clusters[0].inCluster',
    'UnknownKey',
  ]),
  cluster('two sources', '{ server: "http://localhost", kubeconfig: ~/.kube/config }', [
    'clusters[0].kubeconfig',
    'TwoSources',
  ]),
  cluster(
    'two sources, neither of them valid',
    '{ kubeconfig: "", server: 1 }',
    ['clusters[0].server', 'WrongType'],
    ['clusters[0].kubeconfig', 'Invalid'],
    ['clusters[0].kubeconfig', 'TwoSources'],
  ),
  cluster(
    'a source misspelled',
    '{ kubconfig: ~/.kube/config }',
    ['clusters[0].kubconfig', 'UnknownKey'],
    ['clusters[0]', 'NoSource'],
  ),
  cluster('a context without a kubeconfig', '{ server: "http://localhost", context: a }', [
    'clusters[0].context',
    'UnknownKey',
  ]),
  cluster(
    'a context alone',
    '{ context: a }',
    ['clusters[0]', 'NoSource'],
    ['clusters[0].context', 'UnknownKey'],
  ),
  beside('a rule without a policy', 'rules: [{ match: {} }]', ['rules[0].policy', 'Missing']),

  // Clusters.
  cluster('an address without scheme', '{ server: "127.0.0.1:8001" }', ['clusters[0].server', 'Invalid']),
  cluster('an address of another scheme', '{ server: "ftp://localhost" }', ['clusters[0].server', 'Invalid']),
  cluster('an address with a password', '{ server: "https://me:secret@localhost" }', [
    'clusters[0].server',
    'Invalid',
  ]),
  cluster('an address with a query', '{ server: "https://localhost/?a=b" }', [
    'clusters[0].server',
    'Invalid',
  ]),
  cluster('an address with a fragment', '{ server: "https://localhost/#a" }', [
    'clusters[0].server',
    'Invalid',
  ]),
  {
    ...cluster('an address with an impossible port', '{ server: "http://localhost:99999" }', [
      'clusters[0].server',
      'Invalid',
    ]),
    beyondSchema: true,
  },
  cluster('a number for an address', '{ server: 8001 }', ['clusters[0].server', 'WrongType']),
  cluster('a kubeconfig that is null', '{ kubeconfig: ~ }', ['clusters[0].kubeconfig', 'WrongType']),
  cluster('a mapping for a kubeconfig', '{ kubeconfig: { path: a } }', [
    'clusters[0].kubeconfig',
    'WrongType',
  ]),
  cluster('a context without a name', '{ kubeconfig: a, context: "" }', ['clusters[0].context', 'Invalid']),
  {
    ...cluster(
      'a path and a context with a terminal escape',
      '{ kubeconfig: "a\\e[31m", context: "a\\u202eb" }',
      ['clusters[0].kubeconfig', 'Invalid'],
      ['clusters[0].context', 'Invalid'],
    ),
    beyondSchema: true,
  },
  cluster('an empty name', '{ name: "", server: "http://localhost" }', ['clusters[0].name', 'Invalid']),
  cluster('a name with a terminal escape', '{ name: "a\\e[31m", server: "http://localhost" }', [
    'clusters[0].name',
    'Invalid',
  ]),
  cluster('a name in another script', '{ name: "кластер", server: "http://localhost" }', [
    'clusters[0].name',
    'Invalid',
  ]),
  cluster('no namespace to look at', '{ server: "http://localhost", namespaces: { include: [] } }', [
    'clusters[0].namespaces.include',
    'Invalid',
  ]),
  {
    ...cluster(
      'a namespace glob that is not closed',
      '{ server: "http://localhost", namespaces: { include: ["[a"], exclude: [""] } }',
      ['clusters[0].namespaces.include[0]', 'Invalid'],
      ['clusters[0].namespaces.exclude[0]', 'Invalid'],
    ),
    beyondSchema: true,
  },
  {
    ...cluster(
      'two clusters of one name',
      '{ name: a, server: "http://h1" }, { name: b, server: "http://h2" }, { name: a, server: "http://h3" }',
      ['clusters[2].name', 'Duplicate'],
    ),
    beyondSchema: true,
  },
  {
    ...cluster(
      'two clusters without a name on one host',
      '{ server: "http://localhost:1" }, { server: "http://localhost:1/other" }',
      ['clusters[1].name', 'Duplicate'],
    ),
    beyondSchema: true,
  },

  {
    ...cluster(
      'one context of two kubeconfigs, without names',
      '{ kubeconfig: a, context: default }, { kubeconfig: b, context: default }',
      ['clusters[1].name', 'Duplicate'],
    ),
    beyondSchema: true,
  },
  {
    ...cluster(
      'a name that another cluster has by default',
      '{ kubeconfig: a, context: prod }, { name: prod, server: "http://localhost" }',
      ['clusters[1].name', 'Duplicate'],
    ),
    beyondSchema: true,
  },

  // Policies and rules.
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

  // Repositories and aliases.
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
    'aliases: { hub: docker.io, "https://m": docker.io, m.example.com/: docker.io, m.example.com: "docker.io/*", gcr.io: docker.io, "m:a@b": docker.io }',
    ['aliases.hub', 'Invalid'],
    ['aliases["https://m"]', 'Invalid'],
    ['aliases["m.example.com/"]', 'Invalid'],
    ['aliases["m.example.com"]', 'Invalid'],
    ['aliases["gcr.io"]', 'Invalid'],
    ['aliases["…@b"]', 'Invalid'],
  ),
  beside('an alias of nothing', 'aliases: { m.example.com: }', ['aliases["m.example.com"]', 'WrongType']),
  meaning('an alias of itself', 'aliases: { GCR.io/p: us-docker.pkg.dev/p/gcr.io }', [
    'aliases["GCR.io/p"]',
    'Invalid',
  ]),
  meaning(
    'two aliases of one prefix',
    'aliases: { gcr.io/p: docker.io, us-docker.pkg.dev/p/gcr.io: docker.io/b }',
    ['aliases["us-docker.pkg.dev/p/gcr.io"]', 'Duplicate'],
  ),

  // Kinds and limits.
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
  beside('limits that are none', 'limits: { updatesPerCluster: 0 }', ['limits.updatesPerCluster', 'Invalid']),
  beside('half an update', 'limits: { updatesPerCluster: 1.5 }', ['limits.updatesPerCluster', 'Invalid']),
  beside('a limit in words', 'limits: { updatesPerCluster: "200" }', [
    'limits.updatesPerCluster',
    'WrongType',
  ]),

  // All at once.
  {
    title: 'many things',
    yaml: 'mode: x\nclusters: [{ server: 1 }, { name: a, server: "http://h" }, { name: a, server: "ftp://h" }]\nrules: [{ policy: x, pin: y }]\nlimits: { updatesPerCluster: x }\nextra: 1\n',
    wrong: [
      ['mode', 'Invalid'],
      ['clusters[0].server', 'WrongType'],
      ['clusters[2].server', 'Invalid'],
      ['clusters[2].name', 'Duplicate'],
      ['rules[0].policy', 'Invalid'],
      ['rules[0].pin', 'Invalid'],
      ['limits.updatesPerCluster', 'WrongType'],
      ['extra', 'UnknownKey'],
    ],
  },
];
