// Bundles what is deployed: one file loads faster than a hundred, and a cold start waits for nothing else.
// The framework is the platform's to load; client-node is big, and loaded only where a kubeconfig is used.
export default {
  input: { 'functions/index': 'functions/index.ts', 'lib/cli/main': 'lib/cli/main.ts' },
  platform: 'node',
  external: [/^@google-cloud\//, /^@kubernetes\//, 'commander'],
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    sourcemap: true,
  },
};
