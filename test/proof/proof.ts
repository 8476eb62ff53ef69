/** Runs the titles of a set on the present tree and on the commit before its issue. */
import { tmpdir } from 'node:os';
import { withBaseTree } from './base-tree.ts';
import { readFaultSets, type FaultSet } from './fault-set.ts';
import { runMocha } from './run-mocha.ts';
import type { TestRun } from './test-result.ts';
import { beforeOf, todayOf, type Before, type Today } from './verdict.ts';

export interface ProofRow {
  /** Such as `A1`. */
  readonly line: string;
  readonly title: string;
  readonly today: Today;
  readonly before: Before;
}

export interface Proof {
  readonly set: FaultSet;
  readonly rows: readonly ProofRow[];
}

export interface ProofOptions {
  readonly root: string;
  /** All unless given. */
  readonly issue?: number | undefined;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
  /** Where the earlier commit is checked out for the time of its run; the system's unless given. */
  readonly temporary?: string;
}

/** Each set alone. @throws where there is no such set, a file of it is wrong, or the clone lacks the commit. */
export async function proveFaults({
  root,
  issue,
  progress,
  signal,
  temporary = tmpdir(),
}: ProofOptions): Promise<readonly Proof[]> {
  const all = readFaultSets(root);
  const sets = all.filter((set) => issue === undefined || set.issue === issue);
  const known = all.map((set) => set.issue).join(', ');
  if (sets.length === 0) throw new Error(`expected one of the issues ${known}, got ${issue ?? 'none'}`);
  const proofs: Proof[] = [];
  for (const set of sets) {
    const run = (where: string, tree: string) => runEach(set.files, where, { root: tree, progress, signal });
    // First what may be missing: it takes no time.
    const before = await withBaseTree({ root, set, progress, signal, temporary }, (tree) =>
      run('before', tree),
    );
    const today = await run('today', root);
    proofs.push({ set, rows: rowsOf(set, today, before) });
  }
  return proofs;
}

/** What is wrong with a proof: a title that is missing, fails or passed before; a line without one, where none may lack it. */
export function isWrong({ today, before }: ProofRow): boolean {
  return today.state !== 'passes' || before.state === 'PASSES';
}

/** Lines of the issue that no map names. */
export function untestedLines({ set }: Pick<Proof, 'set'>): readonly string[] {
  return [...set.titles].flatMap(([line, titles]) => (titles.length === 0 ? [line] : []));
}

type Runs = ReadonlyMap<string, TestRun>;

// One by one: a file that cannot be loaded hides no other.
async function runEach(
  files: readonly string[],
  where: string,
  { root, progress, signal }: Pick<ProofOptions, 'root' | 'progress' | 'signal'>,
): Promise<Runs> {
  const runs = new Map<string, TestRun>();
  for (const file of files) {
    progress(`Run ${where}, ${runs.size + 1} of ${files.length}: ${file}`);
    runs.set(file, await runMocha({ root, files: [file], signal }));
  }
  return runs;
}

function rowsOf({ titles }: FaultSet, today: Runs, before: Runs): readonly ProofRow[] {
  return [...titles].flatMap(([line, mapped]) =>
    mapped.map((title) => ({
      line,
      title,
      today: todayOf(title, [...today.values()]),
      before: beforeOf(title, before.get(fileOf(title, today) ?? '')),
    })),
  );
}

function fileOf(title: string, runs: Runs): string | undefined {
  return [...runs].find(
    ([, run]) => 'results' in run && run.results.some((test) => test.title === title),
  )?.[0];
}
