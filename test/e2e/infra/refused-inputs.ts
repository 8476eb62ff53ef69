/** Bad inputs of the Terraform module, and what the sentence about each says to write instead. */

/** An input that a plan refuses. */
export interface Refused {
  /** As a name of a run. */
  readonly what: string;
  readonly variables: string;
  /** What the sentence has to name: what came, or what to write. */
  readonly names: string | readonly string[];
}

const cluster = 'clusters = [{ gke = "projects/shop/locations/-/clusters/-" }]';

/** Beside each: what the complaint has to name. */
export const REFUSED: readonly Refused[] = [
  { what: 'no clusters', variables: 'configuration = { clusters = [] }', names: 'clusters = [{ gke =' },
  { what: 'no key clusters', variables: 'configuration = {}', names: 'clusters = [{ gke =' },
  {
    what: 'a cluster by its short name',
    variables: 'configuration = { clusters = [{ gke = "prod" }] }',
    names: 'this is none: prod',
  },
  {
    what: 'a cluster without its location',
    variables: 'configuration = { clusters = [{ gke = "projects/shop/clusters/prod" }] }',
    names: 'projects/PROJECT/locations/LOCATION/clusters/CLUSTER',
  },
  {
    what: 'a key that is misspelt',
    variables: `configuration = { ${cluster}, polcy = "any" }`,
    names: 'polcy',
  },
  {
    what: 'a topic that the module fills in',
    variables: `configuration = { ${cluster}, replay = "projects/a/topics/b" }`,
    names: 'replay',
  },
  {
    what: 'a policy that is none',
    variables: `configuration = { ${cluster}, policy = "newest" }`,
    names: 'newest',
  },
  {
    what: 'a policy of a rule that is none',
    variables: `configuration = { ${cluster}, rules = [{ policy = "semver" }] }`,
    names: 'semver:RANGE',
  },
  {
    what: 'an expression that cannot be read',
    variables: `configuration = { ${cluster}, policy = "pattern:^(a" }`,
    names: 'pattern:^(a',
  },
  {
    what: 'two subscriptions for one project',
    variables: 'registries = [{ project = "shop-images" }, { project = "shop-images", create_topic = true }]',
    names: 'each project once',
  },
  { what: 'no registry', variables: 'registries = []', names: 'registries = [{ project' },
  {
    what: 'an ack deadline above 600',
    variables: 'delivery = { ack_deadline_seconds = 601 }',
    names: '330 to 600',
  },
  {
    what: 'an ack deadline that ends before an event may',
    variables: 'delivery = { ack_deadline_seconds = 10 }',
    names: '330 to 600',
  },
  { what: 'four attempts', variables: 'delivery = { attempts = 4 }', names: '5 to 100' },
  { what: 'a hundred and one attempts', variables: 'delivery = { attempts = 101 }', names: '5 to 100' },
  {
    what: 'a minimum backoff above the maximum',
    variables: 'delivery = { minimum_backoff = 20, maximum_backoff = 10 }',
    names: '0 to 600',
  },
  { what: 'a retention of a minute', variables: 'delivery = { retention_seconds = 60 }', names: '2678400' },
  { what: 'a concurrency of nobody', variables: 'size = { concurrency = 0 }', names: '1 to 1000' },
  {
    what: 'more instances at least than at most',
    variables: 'size = { min_instances = 3, max_instances = 2 }',
    names: 'at most',
  },
  {
    what: 'less than a processor for several events',
    variables: 'size = { cpu = "0.5", concurrency = 8 }',
    names: 'concurrency = 1',
  },
  { what: 'three processors', variables: 'size = { cpu = "3" }', names: '1, 2, 4, 6 or 8' },
  { what: 'a word for processors', variables: 'size = { cpu = "one" }', names: '1, 2, 4, 6 or 8' },
  {
    what: 'more memory than a processor goes with',
    variables: 'size = { memory = "8Gi" }',
    names: '8Gi from 2',
  },
  {
    what: 'less memory than processors go with',
    variables: 'size = { cpu = "8", memory = "2Gi" }',
    names: '4Gi with 6 or 8',
  },
  { what: 'half an event', variables: 'size = { concurrency = 1.5 }', names: 'whole numbers' },
  { what: 'half a delivery', variables: 'delivery = { attempts = 5.5 }', names: 'whole numbers' },
  {
    what: 'a registry of a domain',
    variables: 'registries = [{ project = "example.com:shop" }]',
    names: 'my-project',
  },
  { what: 'a label in capitals', variables: 'labels = { Team = "shop" }', names: 'lower case' },
  {
    what: 'a version of a key',
    variables: 'kms_key_name = "projects/a/locations/b/keyRings/c/cryptoKeys/d/cryptoKeyVersions/1"',
    names: 'without a version',
  },
  {
    what: 'a cluster that a function is not in',
    variables: 'configuration = { clusters = [{ inCluster = true }] }',
    names: 'Write `gke`',
  },
  {
    what: 'accounts that nobody lets in',
    variables: `configuration = { ${cluster}, callback = { emails = ["ci@shop.iam.gserviceaccount.com"] } }`,
    names: 'callback = { invokers =',
  },
  {
    what: 'values that the functions refuse',
    variables: `configuration = {
      ${cluster}, mode = "observ", pin = "digests", optIn = "yes", policy = "any",
      limits        = { workloadsPerNamespace = -1, workloadsPerCluster = 1.5 }
      callback      = { keys = [{ name = "ci", sha256 = "nonsense" }, { name = "a b" }], callsInFlight = 0 }
      unnamedTopics = null
    }
    callback = { public = true }`,
    names: [
      'configuration.mode: expected "apply" or "observe", got "observ"',
      'configuration.pin: expected "digest" or "tag", got "digests"',
      'configuration.optIn: expected boolean, got "yes"',
      'configuration.unnamedTopics: expected string, got null',
      'configuration.limits.workloadsPerNamespace: expected at least 1, got -1',
      'configuration.limits.workloadsPerCluster: expected integer, got 1.5',
      'configuration.callback.callsInFlight: expected at least 1, got 0',
      'configuration.callback.keys[0].sha256: expected a text that matches ^[0-9a-f]{64}$, got "nonsense"',
      'configuration.callback.keys[1].name: expected a text that matches',
      'configuration.callback.keys[1]: expected the keys sha256, got none of them',
    ],
  },
  {
    what: 'lists that the functions refuse',
    variables: `configuration = {
      clusters = [
        { gke = "projects/shop/locations/-/clusters/-", server = "http://10.0.0.1" }, { name = "none" },
        { server = "ftp://10.0.0.1", endpoint = "dns" }, { server = "http://10.0.0.1", namespaces = { include = [] } },
        { gke = "projects/bank/locations/-/clusters/-", labels = { env = true }, labls = {} },
      ]
      rules  = [{ match = { namespaces = "shop", labels = { "a b" = "c" } } }]
      gitOps = [{ tool = "", on = "name", key = "example.com/owned" }]
      kinds  = [{ group = "ray.io", version = "v1", plural = "rayclusters", kind = "ray", images = [for n in range(17) : "spec.image"] }]
    }`,
    names: [
      'configuration.clusters[0]: expected exactly one of gke, server, kubeconfig, inCluster, got 2',
      'configuration.clusters[1]: expected exactly one of gke, server, kubeconfig, inCluster, got 0',
      'configuration.clusters[2].server: expected a text that matches',
      'configuration.clusters[2]: expected gke beside endpoint, got none',
      'configuration.clusters[3].namespaces.include: expected at least 1 items, got 0',
      'configuration.clusters[4].labels.env: expected string, got true',
      'got labls',
      'configuration.rules[0]: expected the keys policy, got none of them',
      'configuration.rules[0].match.namespaces: expected array, got "shop"',
      'configuration.rules[0].match.labels: expected keys that match',
      'configuration.gitOps[0].tool: expected at least 1 characters, got 0',
      'configuration.gitOps[0].on: expected "label" or "annotation", got "name"',
      'configuration.kinds[0].kind: expected a text that matches',
      'configuration.kinds[0].images: expected at most 16 items, got 17',
    ],
  },
  { what: 'a memory without a unit', variables: 'size = { memory = "512" }', names: '512Mi' },
  {
    what: 'a memory beyond all that there is',
    variables: 'alerts = { memory = 90 }',
    names: 'between 0 and 1',
  },
  {
    what: 'an egress that is none',
    variables: 'vpc = { network = "a", subnetwork = "b", egress = "all" }',
    names: 'VPC_EGRESS_ALL_TRAFFIC',
  },
  {
    what: 'a channel by its name',
    variables: 'notification_channels = ["on call"]',
    names: 'projects/PROJECT/notificationChannels/ID',
  },
  {
    what: 'keys that cannot pass the gate',
    variables: `configuration = { ${cluster}, callback = { keys = [{ name = "ci", sha256 = sha256("a") }] } }`,
    names: "API keys cannot pass Cloud Run's own gate",
  },
  {
    what: 'an invoker without its type',
    variables: 'callback = { invokers = ["ci@shop.iam.gserviceaccount.com"] }',
    names: 'serviceAccount:EMAIL',
  },
  { what: 'a project by its number', variables: 'project = "123456789"', names: 'my-project' },
  { what: 'a zone for a region', variables: 'region = "europe-north1-a"', names: 'europe-north1' },
  { what: 'a name that is too long', variables: 'name = "the-image-updater-of-us-all"', names: '3 to 22' },
];
