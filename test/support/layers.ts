/** Which folder may import what: the table of the dependency rule. */
export interface Layer {
  /** Folder or file, from the root; the longest that fits a file counts. */
  readonly place: string;
  /** Places that it may import from, beside itself. */
  readonly places: readonly string[];
  /** Packages that it may import; Node's own modules are free everywhere but in the core. */
  readonly packages: readonly string[];
}

export const LAYERS: readonly Layer[] = [
  // The core, from the bottom up: each imports what stands above it in this list, and nothing of the edges.
  { place: 'lib/core/text', places: [], packages: ['fastest-levenshtein'] },
  { place: 'lib/core/errors', places: ['lib/core/text'], packages: [] },
  { place: 'lib/core/names', places: ['lib/core/text', 'lib/core/errors'], packages: ['re2js'] },
  { place: 'lib/core/workload', places: ['lib/core/text'], packages: [] },
  {
    place: 'lib/core/policy',
    places: ['lib/core/text', 'lib/core/errors', 'lib/core/names'],
    packages: ['re2js', 'semver'],
  },
  { place: 'lib/core/gate', places: ['lib/core/text', 'lib/core/errors'], packages: [] },
  {
    place: 'lib/core/settings.ts',
    places: ['lib/core/names', 'lib/core/workload', 'lib/core/policy', 'lib/core/gate'],
    packages: [],
  },
  { place: 'lib/core/environment.ts', places: [], packages: [] },
  {
    place: 'lib/core/event',
    places: ['lib/core/text', 'lib/core/errors', 'lib/core/names', 'lib/core/settings.ts'],
    packages: [],
  },
  {
    place: 'lib/core/report',
    places: [
      'lib/core/errors',
      'lib/core/names',
      'lib/core/workload',
      'lib/core/settings.ts',
      'lib/core/event',
    ],
    packages: [],
  },
  {
    place: 'lib/core/plan',
    places: [
      'lib/core/text',
      'lib/core/errors',
      'lib/core/names',
      'lib/core/workload',
      'lib/core/policy',
      'lib/core/gate',
      'lib/core/settings.ts',
      'lib/core/event',
      'lib/core/report',
    ],
    packages: [],
  },
  { place: 'lib/async', places: ['lib/core/errors', 'lib/core/environment.ts'], packages: ['p-limit'] },
  { place: 'lib/kubernetes/protobuf', places: ['lib/core'], packages: [] },
  {
    place: 'lib/kubernetes/client',
    places: ['lib/core', 'lib/async', 'lib/kubernetes/protobuf'],
    packages: [],
  },
  {
    place: 'lib/kubernetes/list',
    places: ['lib/core', 'lib/async', 'lib/kubernetes/client', 'lib/kubernetes/protobuf'],
    packages: [],
  },
  { place: 'lib/kubernetes', places: ['lib/core', 'lib/async'], packages: ['p-limit'] },
  { place: 'lib/admin', places: ['lib/core', 'lib/async', 'lib/kubernetes'], packages: ['p-limit'] },
  { place: 'lib/config', places: ['lib/core'], packages: ['valibot', 'js-yaml', 'fastest-levenshtein'] },
  // By `import()` alone, and where a GKE cluster is configured alone: test/functions/index.test.ts.
  {
    place: 'lib/google-auth',
    places: ['lib/core', 'lib/async', 'lib/kubernetes/client'],
    packages: ['google-auth-library'],
  },
  {
    place: 'lib/clusters',
    places: ['lib/core', 'lib/async', 'lib/kubernetes', 'lib/config', 'lib/google-auth'],
    // By `import()` alone, and for a kubeconfig alone: test/functions/index.test.ts.
    packages: ['@kubernetes/client-node'],
  },
  // By `import()` alone, and where a registry is read alone: test/functions/index.test.ts.
  {
    place: 'lib/registry',
    places: ['lib/core', 'lib/async', 'lib/config', 'lib/google-auth', 'lib/kubernetes/client'],
    packages: ['p-limit'],
  },
  { place: 'lib/report', places: ['lib/core', 'lib/config'], packages: [] },
  // Of the report's schema an event needs only the types: test/functions/index.test.ts.
  {
    place: 'lib/report/report-schema.ts',
    places: ['lib/core', 'lib/report/excerpt.ts'],
    packages: ['valibot'],
  },
  { place: 'lib/logging', places: ['lib/core', 'lib/config', 'lib/report'], packages: [] },
  { place: 'lib/sandbox', places: [], packages: [] },
  // By `import()` alone, and where something is published or pulled alone: test/functions/index.test.ts.
  {
    place: 'lib/pubsub',
    places: ['lib/core', 'lib/async', 'lib/google-auth'],
    packages: ['@google-cloud/pubsub', 'google-auth-library'],
  },
  // Of pulling only its types: the puller is passed in.
  {
    place: 'lib/pubsub/consumer',
    places: ['lib/core', 'lib/async', 'lib/pubsub/puller.ts'],
    packages: ['p-limit'],
  },
  {
    place: 'lib/replay',
    // Of pulling only its types.
    places: ['lib/core', 'lib/async', 'lib/config', 'lib/report', 'lib/pubsub/puller.ts'],
    packages: [],
  },
  // The story. Of registries only types: the listings are passed in.
  {
    place: 'lib/pipeline',
    places: [
      'lib/core',
      'lib/async',
      'lib/kubernetes',
      'lib/logging',
      'lib/registry/tag-listing.ts',
      'lib/report',
    ],
    packages: [],
  },
  // Of Google's tokens the verifier's type: it is passed in.
  {
    place: 'lib/http',
    places: [
      'lib/async',
      'lib/core',
      'lib/config',
      'lib/logging',
      'lib/pipeline',
      'lib/report',
      'lib/google-auth/verify-token.ts',
    ],
    packages: ['valibot', '@prometheus-io/client'],
  },
  // Of the framework only its types.
  {
    place: 'lib/http/framework',
    places: ['lib/http', 'lib/core', 'lib/logging', 'lib/pipeline'],
    packages: ['@google-cloud/functions-framework'],
  },
  // The composition root: from the environment to what handles events.
  {
    place: 'lib/bootstrap.ts',
    places: [
      'lib/core',
      'lib/config',
      'lib/clusters',
      'lib/logging',
      'lib/pipeline',
      'lib/pubsub',
      'lib/registry',
    ],
    packages: [],
  },
  {
    place: 'functions',
    places: ['lib/config', 'lib/logging', 'lib/http', 'lib/bootstrap.ts'],
    packages: ['@google-cloud/functions-framework'],
  },
  // The other composition root: its demo runs the real function.
  {
    place: 'lib/cli',
    places: ['lib', 'package.json'],
    packages: ['commander', 'string-width', 'p-limit', '@google-cloud/functions-framework'],
  },
  // Development only: it makes what is generated and packed, and nothing above imports it.
  {
    place: 'infra/build',
    places: ['lib/core', 'lib/config', 'lib/report', 'lib/http', 'package.json'],
    packages: ['@valibot/to-json-schema', 'prettier', 'valibot'],
  },
];
