/** Runs judges on a project, some at a time. */
import pLimit from 'p-limit';
import { runProgram } from '../support/run-program.ts';
import type { Install, Installed } from './install.ts';
import type { Judge, Project, ToolRun } from './judge.ts';

/** What a judge said. */
export interface Verdict {
  readonly judge: Judge;
  /** `fails`: it complains; `broken`: the tool could not be installed or run. */
  readonly state: 'passes' | 'fails' | 'broken';
  /** Undefined where the tool could not be installed. */
  readonly version?: string;
  /** What its runs wrote, or what was broken. */
  readonly output: string;
  /** Without the installation. */
  readonly seconds: number;
}

/** What a run of judges needs. */
export interface JudgesOptions {
  readonly install: Install;
  /** The project that a judge looks at. */
  readonly projectFor: (judge: Judge) => Project | Promise<Project>;
  /** Called when a judge is done. */
  readonly onVerdict: (verdict: Verdict) => void;
  readonly concurrency: number;
}

/** A tool that takes longer hangs. */
const RUN_TIMEOUT_MS = 10 * 60_000;

/** Verdicts in the order of the judges. */
export async function runJudges(
  judges: readonly Judge[],
  { install, projectFor, onVerdict, concurrency }: JudgesOptions,
): Promise<readonly Verdict[]> {
  const limit = pLimit(concurrency);
  return Promise.all(
    judges.map((judge) =>
      limit(async () => {
        const verdict = await askJudge(judge, install, projectFor);
        onVerdict(verdict);
        return verdict;
      }),
    ),
  );
}

/** 0 where all pass, 1 where one complains, 2 where one could not be asked. */
export function exitCode(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  if (verdicts.some(({ state }) => state === 'broken')) return 2;
  return verdicts.some(({ state }) => state === 'fails') ? 1 : 0;
}

async function askJudge(
  judge: Judge,
  install: Install,
  projectFor: JudgesOptions['projectFor'],
): Promise<Verdict> {
  let version: string | undefined;
  let started = performance.now();
  const end = (state: Verdict['state'], output: string): Verdict => ({
    judge,
    state,
    ...(version === undefined ? {} : { version }),
    output,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    const installed = await install(judge.tool);
    version = installed.version;
    started = performance.now();
    const project = await projectFor(judge);
    const runs = await judge.runs(project);
    if (runs.length === 0)
      return end('broken', `expected something to judge in ${project.root}, got nothing`);
    const results = [];
    for (const run of runs) results.push(await runTool(judge, installed, project, run));
    const output = results.map((result) => result.output).join('\n');
    if (results.some(({ code }) => code === undefined)) return end('broken', output);
    return end(results.every(({ passes }) => passes) ? 'passes' : 'fails', output);
  } catch (error) {
    return end('broken', error instanceof Error ? error.message : String(error));
  }
}

interface RunResult {
  /** Undefined where it did not start or was killed. */
  readonly code: number | undefined;
  readonly passes: boolean;
  readonly output: string;
}

async function runTool(
  judge: Judge,
  { command: [file, ...first] }: Installed,
  { root }: Project,
  { args, input = '' }: ToolRun,
): Promise<RunResult> {
  const { code, stdout, stderr } = await runProgram(file, [...first, ...args], {
    cwd: root,
    env: { NO_COLOR: '1', ...judge.environment },
    input,
    timeoutMs: RUN_TIMEOUT_MS,
  });
  const written = `${stdout}${stderr}`.trim();
  if (code === undefined)
    return {
      code,
      passes: false,
      output: `${file} did not start, or ran for ${RUN_TIMEOUT_MS / 60_000} minutes\n${written}`,
    };
  return { code, passes: code === 0 && (judge.passes?.test(written) ?? true), output: written };
}
