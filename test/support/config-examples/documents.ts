/** What is accepted, and what is wrong with a document as a whole. */
import { type Example, beside, cluster } from './example.ts';

/** Accepted. */
export const ACCEPTED: readonly Example[] = [
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
  cluster('the cluster of the pod', '{ inCluster: true }'),
  cluster(
    'the cluster of the pod, with a name',
    '{ inCluster: true, name: here, namespaces: { include: [a] } }',
  ),
  cluster('a kubeconfig', '{ kubeconfig: ~/.kube/config }'),
  cluster('a context of a kubeconfig', '{ kubeconfig: /etc/kube/config, context: "admin@k8s über alles" }'),

  beside('no fan-out', 'fanOut: false'),
  beside(
    'topics and subscriptions of the updater',
    'fanOut: projects/p/topics/clusters\nreplay: projects/example.com:p/topics/replay\nresults: "projects/p/topics/a.b_c~d+e%2f-1"\ndeadLetters: projects/p/subscriptions/dead\nsubscriptions: [projects/p/subscriptions/one, projects/other/subscriptions/gcr]',
  ),
  beside(
    'topics of one name in two projects',
    'fanOut: projects/p/topics/own\nreplay: projects/q/topics/own',
  ),
  beside('no subscriptions', 'subscriptions: []'),
  beside('a topic for reconcile', 'reconcile: projects/p/topics/reconcile'),
  beside('no registries', 'registries: []'),
  beside(
    'registries, with a reader and without lookups',
    'registries: [{ repositories: [gcr.io/p/**, nginx], impersonate: reader@p.iam.gserviceaccount.com }, { repositories: ["registry.example.com:5000/**"], lookUp: false }]',
  ),
  beside('one workload for each run of reconcile', 'limits: { reconcileUpdates: 1 }'),
  beside(
    'topics that only begin like `gcr`',
    'replay: projects/p/topics/gcr-replay\nresults: projects/p/topics/GCR',
  ),
];

/** The document. */
export const DOCUMENT: readonly Example[] = [
  { title: 'a list at the top', yaml: '- mode: apply', wrong: [['', 'WrongType']] },
  { title: 'a text at the top', yaml: 'apply', wrong: [['', 'WrongType']] },
  { title: 'null at the top', yaml: '---\n', wrong: [['', 'WrongType']] },
  { title: 'an empty mapping', yaml: '{}', wrong: [['clusters', 'Missing']] },
];

/** Types. */
export const TYPES: readonly Example[] = [
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
];

/** Keys. */
export const KEYS: readonly Example[] = [
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
  beside('a rule that says nothing', 'rules: [{ match: {} }]', ['rules[0]', 'Invalid']),
  beside('an enforced rule without a policy', 'rules: [{ minimumAge: 72h, enforce: true }]', [
    'rules[0].enforce',
    'UnknownKey',
  ]),
];
