/** What a workflow may be: a machine that is prepared, and scripts of the repository that run on it, with no rights. */
import * as v from 'valibot';
import { load } from 'js-yaml';

const ACTION = 'an action by its version or commit hash';
const SCRIPT = 'a script of .ci and nothing else';
const PERMISSIONS = 'no permission but contents: read';
const RUNNER = 'a runner by its version';

const STEP = v.union([
  v.strictObject({
    uses: v.pipe(v.string(), v.regex(/^[\w-]+\/[\w-]+@(?:v\d+(?:\.\d+)*|[0-9a-f]{40})$/, ACTION)),
    with: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  }),
  v.strictObject({ run: v.pipe(v.string(), v.regex(/^\.ci\/[\w-]+$/, SCRIPT)) }),
]);

const WORKFLOW = v.strictObject({
  name: v.string(),
  on: v.strictObject({
    push: v.optional(v.strictObject({ branches: v.array(v.string()) })),
    // Not `pull_request_target`: it runs with the rights of the repository.
    pull_request: v.optional(v.null()),
    schedule: v.optional(v.array(v.strictObject({ cron: v.string() }))),
    workflow_dispatch: v.optional(v.null()),
  }),
  permissions: v.strictObject({ contents: v.literal('read', PERMISSIONS) }),
  concurrency: v.looseObject({ group: v.string() }),
  jobs: v.record(
    v.string(),
    v.strictObject({
      'runs-on': v.pipe(v.string(), v.regex(/^[a-z]+-\d+\.\d+$/, RUNNER)),
      'timeout-minutes': v.number(),
      steps: v.array(STEP),
    }),
  ),
});

/** What is wrong with the text of a workflow; empty where nothing is. */
export function workflowComplaints(text: string): readonly string[] {
  const secrets = text.includes('secrets.') ? ['expected no secrets'] : [];
  const parsed = v.safeParse(WORKFLOW, load(text));
  const issues = parsed.issues?.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`) ?? [];
  return [...secrets, ...issues];
}

/** The scripts that a workflow runs, in their order. */
export function scriptsIn(text: string): readonly string[] {
  return Object.values(v.parse(WORKFLOW, load(text)).jobs).flatMap(({ steps }) =>
    steps.flatMap((step) => ('run' in step ? [step.run] : [])),
  );
}

/** Lines of a script of .ci that are no command of npm, and commands whose script the package does not have. */
export function scriptComplaints(text: string, scripts: ReadonlySet<string>): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !PREAMBLE.has(line))
    .filter((line) => {
      const [, script] = /^(?:[A-Z_]+=\S+ )*npm (?:run )?([\w:-]+)(?: -- [\w -]+)?$/.exec(line) ?? [];
      return script === undefined || (script !== 'ci' && !scripts.has(script));
    });
}

const PREAMBLE: ReadonlySet<string> = new Set(['set -euo pipefail', 'cd "$(dirname "$0")/.."']);
