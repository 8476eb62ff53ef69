/** All judges, in the order in which they begin: those that take longest first. */
import { ATTW } from './each/attw.ts';
import { CSPELL } from './each/cspell.ts';
import { HADOLINT } from './each/hadolint.ts';
import { KNIP } from './each/knip.ts';
import { KUBE_SCORE } from './each/kube-score.ts';
import { PROMTOOL } from './each/promtool.ts';
import { PUBLINT } from './each/publint.ts';
import { REDOCLY } from './each/redocly.ts';
import { SCHEMATHESIS } from './each/schemathesis.ts';
import { SHELLCHECK } from './each/shellcheck.ts';
import { TFLINT } from './each/tflint.ts';
import type { Judge } from './judge.ts';

export const JUDGES: readonly Judge[] = [
  PROMTOOL,
  SCHEMATHESIS,
  TFLINT,
  KUBE_SCORE,
  CSPELL,
  PUBLINT,
  ATTW,
  KNIP,
  REDOCLY,
  HADOLINT,
  SHELLCHECK,
];

/** Those that are named; else all, without the rare ones unless `all`. */
export function selectJudges(
  judges: readonly Judge[],
  { names, all }: { readonly names: readonly string[]; readonly all: boolean },
): readonly Judge[] {
  if (names.length > 0) return judges.filter(({ name }) => names.includes(name));
  return judges.filter(({ rare }) => all || rare === undefined);
}
