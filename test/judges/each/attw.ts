import type { Judge } from '../judge.ts';

export const ATTW: Judge = {
  name: 'attw',
  tool: { from: 'npm', package: '@arethetypeswrong/cli', program: 'attw' },
  subject: 'the types of the package, as npm packs it',
  // The package is ESM alone: what CommonJS and old resolution make of it does not count.
  runs: async ({ pack }) => [{ args: [await pack(), '--profile', 'esm-only', '--no-color'] }],
  planted: {
    files: {
      'package.json': JSON.stringify({
        name: 'planted',
        version: '1.0.0',
        type: 'module',
        exports: { '.': { types: './index.d.cts', default: './index.js' } },
      }),
      'index.js': 'export const one = 1;\n',
      'index.d.cts': 'export declare const one: number;\n',
    },
    complaint: 'Masquerading as CJS',
  },
};
