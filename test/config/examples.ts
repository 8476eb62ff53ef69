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

  cluster('a GKE cluster', '{ gke: projects/shop-12/locations/europe-west1/clusters/prod }'),
  cluster(
    'a GKE cluster with a name, in a zone of a project of a domain',
    '{ name: "a/b:c", gke: "projects/example.com:p/locations/us-central1-ai1a/clusters/c", endpoint: private }',
  ),
  cluster(
    'all GKE clusters of a project by number, as somebody else',
    '{ gke: projects/123456789012/locations/-/clusters/-, impersonate: updater@shop.example.com.iam.gserviceaccount.com }',
  ),
  cluster(
    'the GKE clusters of labels, in sets',
    '{ gke: projects/p/locations/-/clusters/-, labels: { env: prod, größe: "" } }, { gke: projects/p/locations/-/clusters/-, labels: { env: dev } }, { gke: projects/p/locations/-/clusters/- }',
  ),
  cluster('GKE clusters with no label', '{ gke: projects/p/locations/-/clusters/c, labels: {} }'),
  ...['auto', 'dns', 'public', 'private'].map((endpoint) =>
    cluster(`the endpoint ${endpoint}`, `{ gke: projects/p/locations/-/clusters/-, endpoint: ${endpoint} }`),
  ),
  ...[
    'x@p.iam.gserviceaccount.com',
    '12-compute@developer.gserviceaccount.com',
    'p@appspot.gserviceaccount.com',
  ].map((account) =>
    cluster(
      `the service account ${account}`,
      `{ gke: projects/p/locations/-/clusters/-, impersonate: ${account} }`,
    ),
  ),
  cluster('the cluster around us', '{ inCluster: true }'),
  cluster(
    'the cluster around us, with a name',
    '{ inCluster: true, name: here, namespaces: { include: [a] } }',
  ),
  cluster('a kubeconfig', '{ kubeconfig: ~/.kube/config }'),
  cluster('a context of a kubeconfig', '{ kubeconfig: /etc/kube/config, context: "admin@k8s über alles" }'),

  beside('no fan-out', 'fanOut: false'),
  beside(
    'topics and subscriptions of our own',
    'fanOut: projects/p/topics/clusters\nreplay: projects/example.com:p/topics/replay\nresults: "projects/p/topics/a.b_c~d+e%2f-1"\ndeadLetters: projects/p/subscriptions/dead\nsubscriptions: [projects/p/subscriptions/one, projects/other/subscriptions/gcr]',
  ),
  beside(
    'topics of one name in two projects',
    'fanOut: projects/p/topics/own\nreplay: projects/q/topics/own',
  ),
  beside('no subscriptions', 'subscriptions: []'),
  beside(
    'topics that only begin like `gcr`',
    'replay: projects/p/topics/gcr-replay\nresults: projects/p/topics/GCR',
  ),

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
  cluster(
    'all sources at once',
    '{ inCluster: true, server: "http://h", kubeconfig: a, gke: projects/p/locations/-/clusters/- }',
    ['clusters[0].server', 'TwoSources'],
    ['clusters[0].kubeconfig', 'TwoSources'],
    ['clusters[0].inCluster', 'TwoSources'],
  ),
  cluster(
    'what goes with GKE beside other sources',
    '{ server: "http://h", labels: { a: b }, endpoint: dns, impersonate: x@p.iam.gserviceaccount.com }, { inCluster: true, context: a, endpoint: auto }',
    ['clusters[0].labels', 'UnknownKey'],
    ['clusters[0].endpoint', 'UnknownKey'],
    ['clusters[0].impersonate', 'UnknownKey'],
    ['clusters[1].endpoint', 'UnknownKey'],
    ['clusters[1].context', 'UnknownKey'],
  ),
  cluster(
    'what goes with GKE alone',
    '{ endpoint: dns }',
    ['clusters[0]', 'NoSource'],
    ['clusters[0].endpoint', 'UnknownKey'],
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

  // Topics and subscriptions.
  ...(
    [
      ['by its last name alone', 'image-updater'],
      ['that is empty', '""'],
      ['of no project', 'projects//topics/own'],
      ['of a project by number, which no delivery names', 'projects/123456789012/topics/own'],
      ['with a slash before it', '/projects/p/topics/own'],
      ['with a slash behind it', 'projects/p/topics/own/'],
      ['as a CloudEvent has it', '//pubsub.googleapis.com/projects/p/topics/own'],
      ['that is a subscription', 'projects/p/subscriptions/own'],
      ['of two characters', 'projects/p/topics/ab'],
      ['of 256 characters', `projects/p/topics/${'x'.repeat(256)}`],
      ['that begins with a digit', 'projects/p/topics/1own'],
      ['that begins as those of Google', 'projects/p/topics/googled'],
      ['with a space', 'projects/p/topics/o wn'],
      ['with a shell command', '"projects/p/topics/$(id)"'],
      ['with a line break', '"projects/p/topics/own\\n"'],
      ['with a terminal escape', '"projects/p/topics/own\\e[31m"'],
      ['in another script', 'projects/p/topics/тема'],
      ['of the registry, which would come back as an event', 'projects/p/topics/gcr'],
    ] as const
  ).map(([title, topic]) =>
    beside(
      `topics of our own ${title}`,
      `fanOut: ${topic}\nreplay: ${topic}\nresults: ${topic}`,
      ['fanOut', 'Invalid'],
      ['replay', 'Invalid'],
      ['results', 'Invalid'],
    ),
  ),
  beside(
    'other types for topics',
    'fanOut: true\nreplay: false\nresults: [projects/p/topics/own]\ndeadLetters: ~\nsubscriptions: projects/p/subscriptions/own',
    ['fanOut', 'Invalid'],
    ['replay', 'WrongType'],
    ['results', 'WrongType'],
    ['deadLetters', 'WrongType'],
    ['subscriptions', 'WrongType'],
  ),
  beside(
    'subscriptions that are none',
    'deadLetters: projects/p/topics/dead\nsubscriptions: [projects/p/subscriptions/own, own, 5]',
    ['deadLetters', 'Invalid'],
    ['subscriptions[1]', 'Invalid'],
    ['subscriptions[2]', 'WrongType'],
  ),
  meaning(
    'one topic for all, where what is published would come back',
    'fanOut: projects/p/topics/own\nreplay: projects/p/topics/own\nresults: projects/p/topics/own',
    ['replay', 'Duplicate'],
    ['results', 'Duplicate'],
  ),
  beside(
    'one topic for two, where something else is wrong too',
    'mode: aply\nreplay: projects/p/topics/own\nresults: projects/p/topics/own',
    ['mode', 'Invalid'],
    ['results', 'Duplicate'],
  ),

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
  ...(
    [
      ['of no form', 'prod'],
      ['that is empty', '""'],
      ['of all projects', 'projects/-/locations/-/clusters/-'],
      ['of an empty project', 'projects//locations/-/clusters/-'],
      ['without clusters', 'projects/p/locations/europe-west1'],
      ['by its zone as of old', 'projects/p/zones/europe-west1-b/clusters/c'],
      ['by its address', 'https://container.googleapis.com/v1/projects/p/locations/europe-west1/clusters/c'],
      ['with a slash at the end', 'projects/p/locations/-/clusters/-/'],
      ['with a slash at the start', '/projects/p/locations/-/clusters/-'],
      ['with a glob', 'projects/p/locations/-/clusters/prod-*'],
      ['with a star for all', 'projects/p/locations/*/clusters/*'],
      ['in capitals', 'projects/p/locations/-/clusters/Prod'],
      ['of a project that begins with a digit', 'projects/1p/locations/-/clusters/-'],
      ['of a project of 31 characters', `projects/${'p'.repeat(31)}/locations/-/clusters/-`],
      ['of a project that ends in a hyphen', 'projects/p-/locations/-/clusters/-'],
      ['of a project of no domain', '"projects/example:p/locations/-/clusters/-"'],
      ['of a location that is none', 'projects/p/locations/europe/clusters/-'],
      ['of a cluster of 41 characters', `projects/p/locations/-/clusters/${'c'.repeat(41)}`],
      ['of a cluster that begins with a digit', 'projects/p/locations/-/clusters/1c'],
      ['with a line break', '"projects/p/locations/-/clusters/c\\n"'],
      ['with two lines', '"projects/p/locations/-/clusters/c\\nprojects/p/locations/-/clusters/c"'],
      ['that would leave the path', '"projects/../locations/-/clusters/-"'],
      ['that would leave the path when decoded', '"projects/%2e%2e/locations/-/clusters/-"'],
      ['that would add a query', '"projects/p/locations/-/clusters/-?alt=x"'],
      ['with a shell command', '"projects/$(id)/locations/-/clusters/-"'],
      ['with a terminal escape', '"projects/p/locations/-/clusters/\\e[31m"'],
      ['in another script', '"projects/р/locations/-/clusters/-"'],
      ['of a megabyte', `projects/${'a.'.repeat(400_000)}/locations/-/clusters/-`],
    ] as const
  ).map(([title, path]) =>
    cluster(`a GKE cluster ${title}`, `{ gke: ${path} }`, ['clusters[0].gke', 'Invalid']),
  ),
  cluster('a GKE cluster that is a mapping', '{ name: a, gke: { project: p, location: "-" } }', [
    'clusters[0].gke',
    'WrongType',
  ]),
  cluster('a GKE cluster that is null', '{ gke: }', ['clusters[0].gke', 'WrongType']),
  {
    ...cluster(
      'a name for several clusters',
      '{ name: a, gke: projects/p/locations/-/clusters/c }, { name: b, gke: projects/p/locations/us-east1/clusters/- }',
      ['clusters[0].name', 'UnknownKey'],
      ['clusters[1].name', 'UnknownKey'],
    ),
    beyondSchema: true,
  },
  {
    ...cluster(
      'labels of one cluster',
      '{ gke: projects/p/locations/us-east1/clusters/c, labels: { env: prod } }',
      ['clusters[0].labels', 'UnknownKey'],
    ),
    beyondSchema: true,
  },
  cluster(
    'labels that are no texts',
    '{ gke: projects/p/locations/-/clusters/-, labels: { a: 1, b: true, c: , d: [e] } }, { gke: projects/q/locations/-/clusters/-, labels: [env] }',
    ['clusters[0].labels.a', 'WrongType'],
    ['clusters[0].labels.b', 'WrongType'],
    ['clusters[0].labels.c', 'WrongType'],
    ['clusters[0].labels.d', 'WrongType'],
    ['clusters[1].labels', 'WrongType'],
  ),
  {
    ...cluster(
      'labels that Google does not have',
      `{ gke: projects/p/locations/-/clusters/-, labels: { Env: a, 1a: a, "a b": a, "": a, constructor: a, a: "B", b: "x*", c: "\\e[31m", d: ${'x'.repeat(64)} } }`,
      ['clusters[0].labels.Env', 'Invalid'],
      ['clusters[0].labels.1a', 'Invalid'],
      ['clusters[0].labels["a b"]', 'Invalid'],
      ['clusters[0].labels[""]', 'Invalid'],
      ['clusters[0].labels.a', 'Invalid'],
      ['clusters[0].labels.b', 'Invalid'],
      ['clusters[0].labels.c', 'Invalid'],
      ['clusters[0].labels.d', 'Invalid'],
      ['clusters[0].labels.constructor', 'Invalid'],
    ),
    beyondSchema: true,
  },
  cluster(
    'endpoints that are none',
    '{ gke: projects/p/locations/-/clusters/-, endpoint: DNS }, { gke: projects/q/locations/-/clusters/-, endpoint: }, { gke: projects/r/locations/-/clusters/-, endpoint: 10.0.0.1 }',
    ['clusters[0].endpoint', 'Invalid'],
    ['clusters[1].endpoint', 'Invalid'],
    ['clusters[2].endpoint', 'Invalid'],
  ),
  ...(
    [
      ['a person', 'me@example.com'],
      ['an account without domain', 'updater'],
      ['a member of IAM', '"serviceAccount:x@p.iam.gserviceaccount.com"'],
      ['an account of a domain that looks alike', 'x@p.iam.gserviceaccount.com.example.com'],
      ['an account of a host that looks alike', 'x@gserviceaccount.com'],
      ['an account with a path', '"x@p.iam.gserviceaccount.com:signJwt"'],
      ['an account with a shell command', '"$(id)@p.iam.gserviceaccount.com"'],
      ['an account with a line break', '"x@p.iam.gserviceaccount.com\\n"'],
      ['several accounts', '"x@p.iam.gserviceaccount.com,y@p.iam.gserviceaccount.com"'],
    ] as const
  ).map(([title, account]) =>
    cluster(`to act as ${title}`, `{ gke: projects/p/locations/-/clusters/-, impersonate: ${account} }`, [
      'clusters[0].impersonate',
      'Invalid',
    ]),
  ),
  cluster('inCluster: false', '{ inCluster: false }', ['clusters[0].inCluster', 'Invalid']),
  cluster('inCluster in words', '{ inCluster: "yes" }', ['clusters[0].inCluster', 'WrongType']),
  cluster('inCluster without a value', '{ inCluster: }', ['clusters[0].inCluster', 'WrongType']),
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

  ...(
    [
      ['one GKE cluster twice', '{ gke: PATH }, { gke: PATH, endpoint: dns }'],
      ['one set of GKE clusters twice', '{ gke: SET }, { gke: SET, labels: {} }'],
      [
        'one set of GKE clusters twice, by the same labels',
        '{ gke: SET, labels: { a: b, c: d } }, { gke: SET, labels: { c: d, a: b } }',
      ],
      [
        'a name that a GKE cluster has by default',
        '{ name: p/us-east1/c, server: "http://h" }, { gke: PATH }',
      ],
      [
        'the cluster around us twice',
        '{ inCluster: true }, { inCluster: true, namespaces: { include: [a] } }',
      ],
      [
        'a name that the cluster around us has',
        '{ inCluster: true }, { name: in-cluster, server: "http://h" }',
      ],
    ] as const
  ).map(([title, entries]) => ({
    ...cluster(
      title,
      entries
        .replaceAll('PATH', 'projects/p/locations/us-east1/clusters/c')
        .replaceAll('SET', 'projects/p/locations/-/clusters/-'),
      ['clusters[1].name', 'Duplicate'],
    ),
    beyondSchema: true as const,
  })),

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
  meaning('an alias of an alias', 'aliases: { m.io/hub: gcr.io/p, us-docker.pkg.dev/p: docker.io/b }', [
    'aliases["m.io/hub"]',
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

  // All at once.
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
