/** Mocha in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseResults, type TestRun } from './test-result.ts';

export interface MochaOptions {
  /** Root of the tree, with its `node_modules` and `.mocharc.json`. */
  readonly root: string;
  /** From the root. */
  readonly files: readonly string[];
  /** Gives the titles as passed, and runs nothing. */
  readonly dryRun?: boolean;
  readonly signal: AbortSignal;
}

const REPORTER = path.join(import.meta.dirname, 'reporter.ts');
/** Of one test, in milliseconds: the machine may be busy, and a test that is slow proves nothing. */
const TEST_TIMEOUT_MS = 120_000;
/** Of all tests of one run. */
const RUN_TIMEOUT_MS = 15 * 60_000;

/** Rejects where the signal aborts it; a run that breaks says why. */
export async function runMocha({ root, files, dryRun = false, signal }: MochaOptions): Promise<TestRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-mocha-'));
  const output = path.join(folder, 'results.json');
  try {
    const options = [
      '--reporter',
      REPORTER,
      '--reporter-option',
      `output=${output}`,
      '--exit',
      '--no-parallel',
    ];
    const limits = ['--timeout', String(TEST_TIMEOUT_MS), ...(dryRun ? ['--dry-run'] : [])];
    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const said = await ended([mocha, ...options, ...limits, ...files], root, signal);
    const text = await readFile(output, 'utf8').catch(() => undefined);
    return text === undefined ? { broken: reasonIn(said) } : { results: parseResults(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What it printed; tests that fail are no error. */
async function ended(args: readonly string[], cwd: string, signal: AbortSignal): Promise<string> {
  const { NODE_V8_COVERAGE: _, ...env } = process.env;
  const options = {
    cwd,
    env,
    signal,
    timeout: RUN_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: Infinity,
  } as const;
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
    return `${stderr}\n${stdout}`;
  } catch (thrown) {
    signal.throwIfAborted();
    return printedOf(thrown);
  }
}

function printedOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) throw thrown;
  if (Reflect.get(thrown, 'killed') === true)
    return `Error: not done after ${RUN_TIMEOUT_MS / 60_000} minutes`;
  return ['stderr', 'stdout'].map((name) => String(Reflect.get(thrown, name) ?? '')).join('\n');
}

/** The first line that names an error, else the first line. */
function reasonIn(printed: string): string {
  const lines = printed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /Error\b.*:/.test(line)) ?? lines[0] ?? 'mocha ended without a word';
}
