import { percent, wholeFigure } from '../../text/figures.js';
import type { HealthDiagnosis } from '../../verdict/health-diagnosis.js';
import type { Words } from './words.js';

/** The words for how the canary does. */
export const HEALTH_WORDS: Words<HealthDiagnosis> = {
  'canary-worse': ({ what, oddsRatio, replicas, stable, canary }) => ({
    says:
      `${worseSubject(replicas)} ${what === 'errors' ? 'fails' : 'is slow'} more often than the stable version` +
      `${what === 'errors' ? `: ${errorFigures(canary)}, stable ${errorFigures(stable)}` : ''}` +
      `${oddsRatio === null ? '' : ` (odds ${Number(oddsRatio.toPrecision(2))} to 1)`}.` +
      `${replicas === 1 ? ' One replica cannot be told from its host.' : ''} This does not change the verdict, which is about the split.`,
    next: "Do not raise the share before you have read the canary's log.",
  }),
  'errors-above-limit': ({ failed, requests, limit }) => ({
    says: `The canary fails more often than --max-errors allows: ${errorFigures({ failed, requests })}, at most ${percent(limit)}.`,
    next: "Read the canary's log; take it out of the traffic until you know the reason.",
  }),
  'errors-open': ({ failed, requests, unknown, limit }) => ({
    says:
      `It is not shown that the canary fails in less than ${percent(limit)} of its requests: ${errorFigures({ failed, requests })}` +
      `${unknown === 0 ? '' : `, ${wholeFigure(unknown)} failed requests beside them name no version`}.`,
    next: 'Allow more requests (-n), or a larger --max-errors.',
  }),
};

function worseSubject(replicas: number): string {
  return replicas === 1 ? "The canary's only replica" : 'The canary';
}

function errorFigures({ failed, requests }: { failed: number; requests: number }): string {
  return `${wholeFigure(failed)} of ${wholeFigure(requests)} failed`;
}
