/** Shows that each judge finds a fault: its own planted project has to make it complain, and by name. */
import { plantProject } from './project.ts';
import { runJudges, type JudgesOptions, type Verdict } from './run-judges.ts';
import type { Judge } from './judge.ts';

/** Verdicts on the planted projects, where `passes` says that the fault was found. */
export async function proveJudges(
  judges: readonly Judge[],
  workFolder: string,
  { install, onVerdict, concurrency }: Omit<JudgesOptions, 'projectFor'>,
): Promise<readonly Verdict[]> {
  const proofs: Verdict[] = [];
  await runJudges(judges, {
    install,
    concurrency,
    projectFor: ({ planted }) => plantProject(planted.files, workFolder),
    onVerdict: (verdict) => {
      const proof = proofOf(verdict);
      proofs.push(proof);
      onVerdict(proof);
    },
  });
  return proofs;
}

/** A complaint about the planted fault passes; anything else does not. */
function proofOf(verdict: Verdict): Verdict {
  const { judge, state, output } = verdict;
  const subject = `finds its planted fault: ${judge.planted.complaint}`;
  const found = state === 'fails' && output.includes(judge.planted.complaint);
  if (found) return { ...verdict, judge: { ...judge, subject }, state: 'passes' };
  return {
    ...verdict,
    judge: { ...judge, subject },
    state: state === 'broken' ? 'broken' : 'fails',
    output: `expected a complaint with "${judge.planted.complaint}", got:\n${output}`,
  };
}
