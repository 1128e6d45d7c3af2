import type { Track } from '../../terms/track.js';
import { millisecondsFigure, percent, wholeFigure } from '../../text/figures.js';
import type { HealthDiagnosis } from '../../verdict/health-diagnosis.js';
import type { Words } from './words.js';

/** The words for how the canary does. */
export const HEALTH_WORDS: Words<HealthDiagnosis> = {
  'canary-worse': ({ what, slowest, replicas, stable, canary }) => ({
    says:
      `${worseSubject(replicas)} ${what === 'errors' ? 'fails' : 'is slow'} more often than the stable version` +
      `${what === 'errors' ? `: ${errorFigures(canary)}, stable ${errorFigures(stable)}` : latencyFigures(slowest)}.` +
      `${replicas === 1 ? ' One replica cannot be told from its host.' : ''} This does not change the verdict, which is about the split only.`,
    next: "Read the canary's log of the time of the run before you raise the share.",
  }),
  'marked-requests-fail': ({ marked, others }) => ({
    says: `Requests that must reach the canary fail more often than those that must not: ${errorFigures(marked)}, of the others ${errorFigures(others)}.`,
    next: "Read the canary's log, and HAProxy's for its backend, before you give the canary a share.",
  }),
  'errors-above-limit': ({ failed, requests, limit }) => ({
    says: `The canary fails more often than --max-errors allows: ${errorFigures({ failed, requests })}, at most ${percent(limit)} may.`,
    next: "Read the canary's log. Take the canary out of the traffic until you know the reason.",
  }),
  'errors-open': ({ failed, requests, unknown, limit }) => ({
    says:
      `It is not shown that the canary fails in less than ${percent(limit)} of its requests (--max-errors): ${errorFigures({ failed, requests })}` +
      `${unknown === 0 ? '' : `, ${wholeFigure(unknown)} failed requests beside them name no version`}.`,
    next: 'Allow more requests (-n), or a higher limit (--max-errors).',
  }),
};

function worseSubject(replicas: number): string {
  return replicas === 1 ? "The canary's only replica" : 'The canary';
}

/** ": of 100 responses 90 came within 13 ms, stable 7.2 ms"; nothing while one of them has no figure. */
function latencyFigures(slowest: Record<Track, number> | null): string {
  if (slowest === null) return '';
  return `: 90 of 100 responses came within ${millisecondsFigure(slowest.canary)} ms, stable within ${millisecondsFigure(slowest.stable)} ms`;
}

function errorFigures({ failed, requests }: { failed: number; requests: number }): string {
  return `${wholeFigure(failed)} of ${wholeFigure(requests)} failed`;
}
