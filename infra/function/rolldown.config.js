// What Cloud Build runs (`gcp-build`): the functions in one file, which loads faster than a hundred.
export default {
  input: { 'functions/index': 'functions/index.ts' },
  platform: 'node',
  external: [/^@google-cloud\//, /^@kubernetes\//, 'google-auth-library'],
  output: { dir: 'dist', format: 'esm', entryFileNames: '[name].js', codeSplitting: false, sourcemap: true },
};
