import { configFile, type Judge } from '../judge.ts';

const FILES = [
  '*.md',
  '.github/**/*.md',
  '.ci/*',
  ...['functions', 'infra', 'lib', 'test'].map((folder) => `${folder}/**/*.{md,ts,tf,yaml,sh}`),
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
    files: { 'README.md': '# Planted\n\nThe updater recieves a push.\n' },
    // cspell:disable-next-line
    complaint: 'Unknown word (recieves',
  },
};
