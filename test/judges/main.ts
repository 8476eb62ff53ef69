/** `npm run judges`: third-party tools judge the project. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Argument, Command } from 'commander';
import { keep } from '../support/keeper.ts';
import { printProgress } from '../support/print-progress.ts';
import { installer } from './install.ts';
import { JUDGES, selectJudges } from './judges.ts';
import { thisProject } from './project.ts';
import { proveJudges } from './prove.ts';
import { exitCode, runJudges } from './run-judges.ts';
import { judgesHelp, sumText, verdictText } from './text.ts';

const CONCURRENCY = 2;

interface Options {
  readonly all: boolean;
  readonly prove: boolean;
}

await new Command('npm run judges --')
  .description(
    'Third-party tools of pinned versions judge the project. They are installed or built once, into ' +
      '$XDG_CACHE_HOME/kubernetes-image-updater/judges, with npm, Python 3 and Go; after that no network is needed. ' +
      'One line each where they pass, else all that they write. Exit code 1 where one complains, 2 where one cannot run.',
  )
  .addArgument(
    new Argument('[names...]', 'run these alone').choices(JUDGES.map(({ name }) => name)).argOptional(),
  )
  .option('--all', 'also those that take minutes to build', false)
  .option('--prove', 'first show that each of them finds a planted fault', false)
  .addHelpText('after', judgesHelp(JUDGES))
  .action(async (names: readonly string[], { all, prove }: Options) => {
    const judges = selectJudges(JUDGES, { names, all });
    const work = keep(await mkdtemp(path.join(tmpdir(), 'image-updater-judges-')));
    try {
      const project = thisProject(work.folder);
      const options = {
        install: installer({ environment: process.env, onProgress: printProgress }),
        onVerdict: (verdict: Parameters<typeof verdictText>[0]) => process.stdout.write(verdictText(verdict)),
        concurrency: CONCURRENCY,
      };
      const proofs = prove ? await proveJudges(judges, work.folder, options) : [];
      if (prove) process.stdout.write(sumText('proof', proofs));
      const verdicts = await runJudges(judges, { ...options, projectFor: () => project });
      process.stdout.write(sumText('judge', verdicts));
      process.exitCode = exitCode([...proofs, ...verdicts]);
    } finally {
      await work.end();
    }
  })
  .parseAsync();
