import { configFile, type Judge } from '../judge.ts';

export const KNIP: Judge = {
  name: 'knip',
  tool: { from: 'npm', package: 'knip', program: 'knip' },
  subject: 'files, exports and dependencies that nothing uses',
  runs: () => [{ args: ['--config', configFile('knip.jsonc'), '--treat-config-hints-as-errors'] }],
  planted: {
    files: {
      'package.json': JSON.stringify({
        name: 'planted',
        version: '1.0.0',
        type: 'module',
        main: 'functions/index.ts',
      }),
      'functions/index.ts': "import { used } from '../lib/two.ts';\n\nused();\n",
      'lib/two.ts': 'export function used(): void {}\nexport function unusedExport(): void {}\n',
    },
    complaint: 'unusedExport',
  },
};
