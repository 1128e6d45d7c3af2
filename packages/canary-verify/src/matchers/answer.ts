import { textReport } from '../reporters/text.js';
import type { Verdict } from '../verdict/verdict.js';

/** What a verdict says of a claim: shown, refuted, or neither. */
export type ClaimAnswer = 'shown' | 'refuted' | 'open';

/** A claim's answer, and the report that it stands in. */
export interface Answered {
  answer: ClaimAnswer;
  report: string;
}

/** Reads a verdict as the answer to the claim that the traffic matches. */
export function answerTo(verdict: Verdict, leftOpen: string | null, remark: string | null): Answered {
  const answer: ClaimAnswer =
    verdict.verdict === 'differs'
      ? 'refuted'
      : verdict.verdict === 'matches' && leftOpen === null
        ? 'shown'
        : 'open';
  const said = answer === 'open' && leftOpen !== null ? [leftOpen] : [];
  const timed = verdict.verdict === 'undecided' && remark !== null ? [remark] : [];
  return { answer, report: [textReport(verdict, false).trimEnd(), ...said, ...timed].join('\n\n') };
}
