/** Shows that each judge finds a fault: its own planted project has to make it complain, and by name. */
import type { Judge } from './judge.ts';
import { plantProject, thisProject } from './project.ts';
import { runJudges, type JudgesOptions, type Verdict } from './run-judges.ts';

/** Verdicts on the planted projects, where `passes` says that the fault was found. */
export async function proveJudges(
  judges: readonly Judge[],
  workFolder: string,
  { install, onVerdict, concurrency }: Omit<JudgesOptions, 'projectFor'>,
): Promise<readonly Verdict[]> {
  const proofs: Verdict[] = [];
  await runJudges(judges.map(asProof), {
    install,
    concurrency,
    projectFor: ({ planted }) =>
      'files' in planted ? plantProject(planted.files, workFolder) : thisProject(workFolder),
    onVerdict: (verdict) => {
      const proof = proofOf(verdict);
      proofs.push(proof);
      onVerdict(proof);
    },
  });
  return proofs;
}

/** A judge that looks at what is planted. */
function asProof(judge: Judge): Judge {
  const { planted } = judge;
  if ('files' in planted) return { ...judge, subject: `finds its planted fault: ${planted.complaint}` };
  return { ...judge, subject: 'finds its planted faults', runs: () => [{ args: planted.args }] };
}

/** A complaint about the planted fault passes; anything else does not. */
function proofOf(verdict: Verdict): Verdict {
  const { judge, state, output } = verdict;
  if (state === 'broken' || !('files' in judge.planted)) return verdict;
  const { complaint, faulty = [] } = judge.planted;
  const missing = [complaint, ...faulty].filter((text) => !output.includes(text));
  if (state === 'fails' && missing.length === 0) return { ...verdict, state: 'passes' };
  const expected = missing.length === 0 ? 'another exit code' : missing.map((text) => `"${text}"`).join(', ');
  return { ...verdict, state: 'fails', output: `expected a complaint with ${expected}, got:\n${output}` };
}
