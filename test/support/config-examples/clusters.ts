/** Examples of clusters. */
import { type Example, cluster } from './example.ts';

/** Clusters. */
export const CLUSTER_EXAMPLES: readonly Example[] = [
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
        'the cluster of the pod twice',
        '{ inCluster: true }, { inCluster: true, namespaces: { include: [a] } }',
      ],
      [
        'a name that the cluster of the pod has',
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
];
