import type { Diagnosis } from '../verdict/diagnosis.js';
import type { Outcome, Verdict } from '../verdict/verdict.js';

/** The address of the pages in docs/. */
const DOCS = 'https://github.com/canary-verify/canary-verify/blob/main/packages/canary-verify/docs';

/** The page on a verdict: what it says, why it happens, what to do. */
export function verdictPage(outcome: Outcome): string {
  return `${DOCS}/verdicts/${outcome}.md`;
}

/** The page on a kind of diagnosis. */
export function diagnosisPage({ kind }: Pick<Diagnosis, 'kind'>): string {
  return `${DOCS}/diagnoses/${kind}.md`;
}

/** The one page to read where there is room for one: on what matters most. Null when nothing is to be explained. */
export function firstPage(
  { verdict }: Pick<Verdict, 'verdict'>,
  diagnosis: readonly Diagnosis[],
): string | null {
  const [first] = diagnosis;
  if (first !== undefined) return diagnosisPage(first);
  return verdict === 'matches' ? null : verdictPage(verdict);
}
