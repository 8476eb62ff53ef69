/** One run of schemathesis. */
import path from 'node:path';
import { inFolder } from '../../support/temporary-folder.ts';
import { runProgram } from '../../support/run-program.ts';
import { SERVE_KEY } from '../../support/serve-process.ts';
import type { Installed } from '../install.ts';
import type { PythonTool } from '../judge.ts';
import type { Verdict } from '../run-judges.ts';

/** The tool. */
export const TOOL: PythonTool = {
  from: 'PyPI',
  package: 'schemathesis',
  program: { module: 'schemathesis.cli' },
};

const CONFIG = path.join(import.meta.dirname, 'schemathesis.toml');

export interface JudgeOptions {
  readonly command: Installed['command'];
  /** The OpenAPI document, as a value. */
  readonly document: unknown;
  readonly seed: number;
  /** For each operation. */
  readonly maxExamples: number;
  /** Whose calls they are. */
  readonly caller: Caller;
}

/** `key`: all phases. `nobody`: what calls without a credential are answered, which needs no generated ones. */
export type Caller = 'key' | 'nobody';

const CALLER_OPTIONS: Readonly<Record<Caller, readonly string[]>> = {
  key: ['--header', `X-Api-Key: ${SERVE_KEY}`],
  // The tool warns that no call was authenticated, which is the point.
  nobody: ['--phases', 'examples,coverage', '--warnings', 'off'],
};

/** What it said of a server. */
export interface ServerVerdict extends Pick<Verdict, 'state' | 'output'> {
  /** How many cases it tried. */
  readonly cases: number;
}

/** What schemathesis finds where what answers at this address and the document differ. */
export function judgeServer(url: string, options: JudgeOptions): Promise<ServerVerdict> {
  const { command, document, seed, maxExamples, caller } = options;
  const [program, ...first] = command;
  return inFolder(async (folder) => {
    const source = await folder.write('openapi.json', document);
    const generation = ['--seed', String(seed), '--max-examples', String(maxExamples)];
    const target = ['--url', url, '--no-color', ...CALLER_OPTIONS[caller]];
    const args = ['--config-file', CONFIG, 'run', source, ...target, ...generation];
    const { code, stdout, stderr } = await runProgram(program, [...first, ...args], { cwd: folder.path });
    return readVerdict(code, `${stdout}${stderr}`);
  });
}

/** Exit code 0 counts only with cases: a run that tried nothing finds nothing. */
export function readVerdict(code: number | undefined, output: string): ServerVerdict {
  const [, generated = '0'] = /^ *(\d+) generated\b/m.exec(output) ?? [];
  const cases = Number(generated);
  const isJudged = cases > 0 && (code === 0 || code === 1);
  return { state: isJudged ? (code === 0 ? 'passes' : 'fails') : 'broken', cases, output };
}
