/** What a title proves: it has to pass on the present tree, and to fail by its assertion on the commit before. */
import type { TestError, TestRun } from './test-result.ts';

/** A title on the present tree; `detail` says why it does not pass. */
export interface Today {
  readonly state: 'passes' | 'fails' | 'missing';
  readonly detail?: string;
}

/** The same title on the commit before; `detail` is the first line of what failed. */
export interface Before {
  readonly state: 'fails by assertion' | 'not proved' | 'PASSES';
  readonly detail?: string;
}

/** Errors of what was not there yet: even where an assertion reports one, it says nothing about the fault. */
const NOT_THERE =
  /Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND|does not provide an export|is not a (?:function|constructor)|error: unknown (?:option|command)/;
const NOT_THERE_NAMES = /^(?:TypeError|ReferenceError|SyntaxError)\b/;

/** `runs` are all that may hold the title. A title that is there twice counts as failed. */
export function todayOf(title: string, runs: readonly TestRun[]): Today {
  const found = runs.flatMap((run) =>
    'results' in run ? run.results.filter((test) => test.title === title) : [],
  );
  const [test] = found;
  if (test === undefined) return { state: 'missing', detail: 'no test has this title' };
  if (found.length > 1) return { state: 'fails', detail: `${found.length} tests have this title` };
  if (test.state === 'passed') return { state: 'passes' };
  return { state: 'fails', detail: test.error === undefined ? 'it is pending' : firstLine(test.error) };
}

/** `run` is that of the file that holds the title today. */
export function beforeOf(title: string, run: TestRun | undefined): Before {
  if (run === undefined) return { state: 'not proved', detail: 'not run: no test has this title today' };
  if ('broken' in run) return { state: 'not proved', detail: run.broken };
  const test = run.results.find((each) => each.title === title);
  if (test === undefined) return { state: 'not proved', detail: whyMissing(run.results) };
  if (test.state === 'passed') return { state: 'PASSES' };
  if (test.error === undefined) return { state: 'not proved', detail: 'it is pending' };
  const detail = firstLine(test.error);
  return { state: provesFault(test.error) ? 'fails by assertion' : 'not proved', detail };
}

function provesFault({ isAssertion, message, actual }: TestError): boolean {
  if (!isAssertion || NOT_THERE.test(message)) return false;
  return actual === undefined || !(NOT_THERE.test(actual.message) || NOT_THERE_NAMES.test(actual.name));
}

function whyMissing(results: Extract<TestRun, { results: unknown }>['results']): string {
  const hook = results.find(({ state }) => state === 'hookFailed');
  if (hook?.error === undefined) return 'no test has this title there';
  return `${hook.title}: ${firstLine(hook.error)}`;
}

function firstLine({ name, message }: TestError): string {
  return `${name}: ${message.split('\n', 1).join('')}`;
}
