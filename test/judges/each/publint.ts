import type { Judge } from '../judge.ts';

export const PUBLINT: Judge = {
  name: 'publint',
  tool: { from: 'npm', package: 'publint', program: 'publint' },
  subject: 'the package, as npm packs it',
  runs: async ({ pack }) => [{ args: ['run', await pack(), '--strict'] }],
  // Suggestions leave the exit code at 0.
  passes: /All good!/,
  planted: {
    files: {
      'package.json': JSON.stringify({
        name: 'planted',
        version: '1.0.0',
        type: 'module',
        main: './gone.js',
      }),
    },
    complaint: 'pkg.main is ./gone.js but the file does not exist',
  },
};
