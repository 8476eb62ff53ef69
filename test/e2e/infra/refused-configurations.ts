/** Configurations that the Terraform module refuses, and what the sentence about each says to write instead. */
import type { Refused } from './refused.ts';

const cluster = 'clusters = [{ gke = "projects/shop/locations/-/clusters/-" }]';

/** Beside each: what the complaint has to name. */
export const REFUSED_CONFIGURATIONS: readonly Refused[] = [
  { what: 'no clusters', variables: 'configuration = { clusters = [] }', names: 'clusters = [{ gke =' },
  { what: 'no key clusters', variables: 'configuration = {}', names: 'clusters = [{ gke =' },
  {
    what: 'a cluster by its short name',
    variables: 'configuration = { clusters = [{ gke = "prod" }] }',
    names: 'got prod',
  },
  {
    what: 'a cluster without its location',
    variables: 'configuration = { clusters = [{ gke = "projects/shop/clusters/prod" }] }',
    names: 'projects/PROJECT/locations/LOCATION/clusters/CLUSTER',
  },
  {
    what: 'a key that is misspelt',
    variables: `configuration = { ${cluster}, polcy = "any" }`,
    names: 'got polcy',
  },
  {
    what: 'a topic that the module fills in',
    variables: `configuration = { ${cluster}, replay = "projects/a/topics/b" }`,
    names: 'got replay',
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
    what: 'a cluster that a function is not in',
    variables: 'configuration = { clusters = [{ inCluster = true }] }',
    names: 'expected `gke`',
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
      'configuration.rules[0]: expected at least one of policy, pin, minimumAge, windows, got none of them',
      'configuration.rules[0].match.namespaces: expected array, got "shop"',
      'configuration.rules[0].match.labels: expected keys that match',
      'configuration.gitOps[0].tool: expected at least 1 characters, got 0',
      'configuration.gitOps[0].on: expected "label" or "annotation", got "name"',
      'configuration.kinds[0].kind: expected a text that matches',
      'configuration.kinds[0].images: expected at most 16 items, got 17',
    ],
  },
  {
    what: 'entries that contradict each other',
    variables: `configuration = {
      clusters = [
        { name = "all", gke = "projects/shop/locations/-/clusters/-", labels = { Env = "a b" } },
        { gke = "projects/shop/locations/europe-north1/clusters/prod", labels = { env = "prod" } },
        { name = "shop/europe-north1/prod", server = "http://10.0.0.1" },
        { server = "http://10.0.0.2" }, { server = "http://10.0.0.2/api", namespaces = { include = ["a b"], exclude = [""] } },
      ]
      ignoreTags   = ["a@b"]
      repositories = ["docker.io/shop/web:1", "*", "docker.io//web"]
      rules        = [{ policy = " minor " }, { policy = "any", match = { clusters = ["a b/*"], namespaces = ["ok"], repositories = [""] } }]
      gitOps       = [{ tool = "A", on = "label", key = "a" }, { tool = "B", on = "label", key = "a" }]
      kinds        = [for version in ["v1", "v2"] : { group = "ray.io", version = version, plural = "rayclusters", kind = "RayCluster" }]
      callback     = { keys = [for hash in ["a", "b"] : { name = "ci", sha256 = sha256(hash), clusters = ["@"], repositories = ["https://a"] }] }
      pushers      = [for topic in ["one", "two"] : { email = "a@b.iam.gserviceaccount.com", topics = ["projects/shop/topics/\${topic}"] }]
    }
    callback = { public = true }`,
    names: [
      'configuration.clusters[0]: expected no name where `gke` has a `-`, got all',
      'configuration.clusters[0].labels: expected a resource label, got Env=a b',
      'configuration.clusters[1]: expected labels only where `gke` has a `-`',
      'configuration.clusters: expected each once, got shop/europe-north1/prod twice',
      'configuration.clusters: expected each once, got 10.0.0.2 twice',
      'configuration.gitOps: expected each once, got label a twice',
      'configuration.kinds: expected each once, got rayclusters.ray.io twice',
      'configuration.callback.keys: expected each once, got ci twice',
      'configuration.pushers: expected each once, got a@b.iam.gserviceaccount.com twice',
      'configuration.clusters[*].namespaces: expected a glob without spaces and `@`, got "a b"',
      'configuration.clusters[*].namespaces: expected a glob without spaces and `@`, got ""',
      'configuration.ignoreTags: expected a glob without spaces and `@`, got "a@b"',
      'configuration.rules[*].match.clusters: expected a glob without spaces and `@`, got "a b/*"',
      'configuration.callback.keys[*].clusters: expected a glob without spaces and `@`, got "@"',
      'configuration.repositories: expected a glob over repositories without scheme, tag and digest, got "docker.io/shop/web:1"',
      'without scheme, tag and digest, got "*"',
      'without scheme, tag and digest, got "docker.io//web"',
      'configuration.rules[*].match.repositories: expected a glob over repositories',
      'configuration.callback.keys[*].repositories: expected a glob over repositories without scheme, tag and digest, got "https://a"',
    ],
  },
  {
    what: 'values of another type altogether',
    variables: `configuration = {
      clusters = ["prod"], rules = "any", gitOps = "argo", kinds = true, ignoreTags = "x", callback = [], pushers = {}
    }`,
    names: [
      'configuration.clusters[0]: expected object, got "prod"',
      'configuration.rules: expected array, got "any"',
      'configuration.gitOps: expected array, got "argo"',
      'configuration.kinds: expected array, got true',
      'configuration.callback: expected object, got []',
      'configuration.pushers: expected array, got {}',
    ],
  },
  {
    what: 'a text in place of clusters',
    variables: 'configuration = { clusters = "prod" }',
    names: 'configuration.clusters: expected array, got "prod"',
  },
  {
    what: 'keys that cannot pass the gate',
    variables: `configuration = { ${cluster}, callback = { keys = [{ name = "ci", sha256 = sha256("a") }] } }`,
    names: "Cloud Run's IAM check rejects API keys",
  },
];
