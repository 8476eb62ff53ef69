/** `node test/judges/openapi/main.ts`: schemathesis judges the OpenAPI document, and what answers by it. */
import { Command, InvalidArgumentError } from 'commander';
import document from '../../../lib/http/openapi.json' with { type: 'json' };
import { printProgress } from '../../support/print-progress.ts';
import { installer } from '../install.ts';
import { judgeServer, TOOL, type Caller, type JudgeOptions, type ServerVerdict } from './judge.ts';
import { PLANTED_FAULTS, plantFault } from './planted-faults.ts';
import { TARGETS } from './targets.ts';

const CALLERS: readonly Caller[] = ['key', 'nobody'];

type RunOptions = Omit<JudgeOptions, 'caller'>;

interface Options {
  readonly seed: number;
  readonly maxExamples: number;
  readonly prove: boolean;
}

await new Command('node test/judges/openapi/main.ts')
  .description(
    'schemathesis sends calls that the OpenAPI document takes and calls that it does not take, to `serve` and to the ' +
      'function `updateImage` in functions-framework, both on a sandbox. One line each where it finds nothing, else all ' +
      'that it writes. Exit code 1 where it complains, 2 where it cannot run.',
  )
  .option('--seed <number>', 'of what it generates', wholeNumber, 1)
  .option('--max-examples <number>', 'how many for each operation', wholeNumber, 50)
  .option('--prove', 'show instead that it complains of documents with one fault each', false)
  .action(async ({ prove, ...options }: Options) => {
    const { command } = await installer({ environment: process.env, onProgress: printProgress })(TOOL);
    const given = { ...options, command, document };
    const states = prove ? await proveJudge(given) : await judgeTargets(given);
    process.exitCode = states.includes('broken') ? 2 : Number(states.includes('fails'));
  })
  .parseAsync()
  .catch((error: unknown) => {
    printProgress(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  });

/** All targets at once, with each caller in turn. */
async function judgeTargets(options: RunOptions): Promise<readonly ServerVerdict['state'][]> {
  const states = Object.entries(TARGETS).map(([name, serve]) =>
    serve(async (url) => {
      const all: ServerVerdict['state'][] = [];
      for (const caller of CALLERS) {
        const { state, cases, output } = await judgeServer(url, { ...options, caller });
        const line = `${state}: schemathesis on ${name}, calls of ${caller}, seed ${options.seed}, ${cases} cases\n`;
        process.stdout.write(state === 'passes' ? line : `${line}${output}\n`);
        all.push(state);
      }
      return all;
    }),
  );
  return (await Promise.all(states)).flat();
}

/** Each planted fault has to be complained of by its code. */
function proveJudge(options: RunOptions): Promise<readonly ServerVerdict['state'][]> {
  return TARGETS.serve(async (url) => {
    const states: ServerVerdict['state'][] = [];
    for (const fault of PLANTED_FAULTS) {
      const { what, code, caller = 'key' } = fault;
      const planted = plantFault(document, fault);
      const { state, output } = await judgeServer(url, { ...options, document: planted, caller });
      const isFound = state === 'fails' && output.includes(`- ${code} `);
      const line = `${isFound ? 'found' : 'NOT FOUND'}: ${code}, ${what}\n`;
      process.stdout.write(isFound ? line : `${line}${output}\n`);
      states.push(isFound ? 'passes' : 'fails');
    }
    return states;
  });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(text);
}
