import { configFile, type Judge } from '../judge.ts';

const STRICT = '--treat-config-hints-as-errors';

/** Exports of the program that tests alone use. */
const PROGRAM = ['--production', '--include', 'exports,types'];

export const KNIP: Judge = {
  name: 'knip',
  tool: { from: 'npm', package: 'knip', program: 'knip' },
  subject: 'files, exports and dependencies that nothing uses',
  runs: () => [
    { args: ['--config', configFile('knip.jsonc'), STRICT] },
    { args: ['--config', configFile('knip-program.jsonc'), STRICT, ...PROGRAM] },
  ],
  planted: {
    files: {
      'package.json': JSON.stringify({
        name: 'planted',
        version: '1.0.0',
        type: 'module',
        main: 'functions/index.ts',
      }),
      'functions/index.ts': "import { used } from '../lib/two.ts';\n\nused();\n",
      'lib/two.ts':
        'export function used(): void {}\nexport function unusedExport(): void {}\nexport function usedByTest(): void {}\n',
      'test/two.test.ts': "import { usedByTest } from '../lib/two.ts';\n\nusedByTest();\n",
    },
    complaint: 'unusedExport',
    faulty: ['usedByTest'],
  },
};
