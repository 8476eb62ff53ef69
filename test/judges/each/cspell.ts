import { configFile, type Judge } from '../judge.ts';

const KINDS = 'cjs,css,go,hcl,html,js,jsonc,md,sh,tf,toml,ts,yaml,yml';

/** What people write: no data, no lockfile, nothing that is generated of these. */
const FILES = [
  '*.md',
  'package.json',
  '.dockerignore',
  '.ci/*',
  `.github/**/*.{${KINDS}}`,
  ...['functions', 'infra', 'lib', 'test'].map((folder) => `${folder}/**/{Dockerfile,*.{${KINDS}}}`),
];

/** One of each kind. */
const FAULTY = [
  'README.md',
  'package.json',
  '.ci/run',
  '.dockerignore',
  '.github/CONTRIBUTING.md',
  '.github/workflows/ci.yml',
  'functions/index.ts',
  'infra/kubernetes/Dockerfile',
  'infra/kubernetes/manifests.yaml',
  'infra/main.tf',
  'infra/node/guard.cjs',
  'infra/smoke.sh',
  'lib/cli/launch.js',
  'lib/http/doc/index.html',
  'lib/http/doc/style.css',
  'test/e2e/infra/provider/main.go',
  'test/judges/knip.jsonc',
  'test/judges/openapi/schemathesis.toml',
  'test/judges/tflint.hcl',
];

const QUIET = ['--no-progress', '--no-color'];

export const CSPELL: Judge = {
  name: 'cspell',
  tool: { from: 'npm', package: 'cspell', program: 'cspell' },
  subject: 'the spelling of code and pages',
  runs: ({ find, root }) => [
    {
      args: ['lint', '--config', configFile('cspell.json'), '--root', root, '--file-list', 'stdin', ...QUIET],
      input: find(FILES).join('\n'),
    },
  ],
  planted: {
    // cspell:disable-next-line
    files: Object.fromEntries(FAULTY.map((name) => [name, 'The updater recieves a push.\n'])),
    // cspell:disable-next-line
    complaint: 'Unknown word (recieves',
    faulty: FAULTY,
  },
};
