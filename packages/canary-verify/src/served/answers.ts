import { jsonText } from '../reporters/json.js';
import { prometheusReport } from '../reporters/prometheus.js';
import { secondsFigure } from '../text/figures.js';
import type { Outcome, Verdict } from '../verdict/verdict.js';
import { isFresh, type Watched } from './standing.js';

/** An answer over HTTP. */
export interface ServedAnswer {
  status: 200 | 404 | 405 | 503;
  type: 'text/plain; charset=utf-8' | 'application/json' | 'text/plain; version=0.0.4; charset=utf-8';
  body: string;
}

type Answer = (watched: Watched, now: number) => ServedAnswer;

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/healthz': () => text(200, 'ok'),
  '/metrics': metrics,
  '/verdict': verdictDocument,
  '/go': mayGoOn,
  '/rollback': mustGoBack,
};

/** The answer to a request for this path. Pure. `now`: in milliseconds since 1970. */
export function answerPath(
  { method, path }: { method: string; path: string },
  watched: Watched,
  now: number,
): ServedAnswer {
  const answer = Object.hasOwn(ANSWERS, path) ? ANSWERS[path] : undefined;
  if (answer === undefined) return text(404, `there are ${Object.keys(ANSWERS).join(', ')}`);
  // Flagger posts to its hooks.
  return ['GET', 'HEAD', 'POST'].includes(method) ? answer(watched, now) : text(405, 'GET, HEAD or POST');
}

function text(status: ServedAnswer['status'], says: string): ServedAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: `${says}\n` };
}

/** For scripts and for Argo Rollouts' web metric: `verdict` is null while nothing is known about now. */
function verdictDocument(watched: Watched, now: number): ServedAnswer {
  const { standing } = watched;
  const fresh = isFresh(watched, now);
  const document = {
    verdict: fresh ? (standing?.latest.verdict ?? null) : null,
    at: standing === null ? null : new Date(standing.at).toISOString(),
    since: standing === null ? null : new Date(standing.since).toISOString(),
    run: standing?.latest ?? null,
  };
  return { status: fresh ? 200 : 503, type: 'application/json', body: jsonText(document, 2) };
}

/** 200 only while the latest run matches and nothing speaks against the canary: an old verdict is none. */
function mayGoOn(watched: Watched, now: number): ServedAnswer {
  const unknown = unknownNow(watched, now);
  if (unknown !== null) return text(503, `no: ${unknown}`);
  const { latest } = watched.standing as NonNullable<Watched['standing']>;
  const against = speaksAgainst(latest);
  if (latest.verdict !== 'matches') return text(503, `no: the latest run says ${latest.verdict}`);
  return against === null ? text(200, 'yes: the latest run matches') : text(503, `no: ${against}`);
}

/** 200 only when a run has shown something wrong: what is not known rolls nothing back. */
function mustGoBack(watched: Watched, now: number): ServedAnswer {
  const unknown = unknownNow(watched, now);
  if (unknown !== null) return text(503, `no: ${unknown}`);
  const { latest } = watched.standing as NonNullable<Watched['standing']>;
  if (latest.verdict === 'differs') return text(200, 'yes: the latest run differs');
  const against = speaksAgainst(latest);
  return against === null
    ? text(503, `no: the latest run says ${latest.verdict}`)
    : text(200, `yes: ${against}`);
}

function unknownNow(watched: Watched, now: number): string | null {
  const { standing } = watched;
  if (standing === null) return 'no run has ended yet';
  return isFresh(watched, now) ? null : `the latest run ended ${secondsFigure(now - standing.at)} ago`;
}

function speaksAgainst({ diagnosis }: Verdict): string | null {
  const kinds = diagnosis.map(({ kind }) => kind);
  if (kinds.includes('canary-worse')) return 'the canary is worse than the stable version';
  if (kinds.includes('marked-requests-fail')) return 'requests that must reach the canary fail more often';
  return kinds.includes('errors-above-limit') ? 'the canary fails more often than it may' : null;
}

/**
 * For Prometheus to scrape: how the runs went, and what `--reporter prometheus` writes of the latest while that is about now: else
 * a dashboard would show an old verdict as one.
 */
function metrics(watched: Watched, now: number): ServedAnswer {
  const { standing, runs } = watched;
  const counts = (Object.entries(runs) as [Outcome, number][]).map(
    ([outcome, count]) => `canary_verify_runs_total{verdict="${outcome}"} ${count}\n`,
  );
  const lines = [
    '# HELP canary_verify_runs_total Runs that have ended, by verdict.\n',
    '# TYPE canary_verify_runs_total counter\n',
    ...counts,
    ...(standing === null
      ? []
      : [
          ...moment('last_run', 'When the latest run ended.', standing.at),
          ...moment('verdict_since', 'Since when the verdict has been the same.', standing.since),
          ...(isFresh(watched, now) ? [prometheusReport(standing.latest)] : []),
        ]),
  ];
  return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: lines.join('') };
}

function moment(name: string, help: string, ms: number): string[] {
  const full = `canary_verify_${name}_timestamp_seconds`;
  return [`# HELP ${full} ${help}\n`, `# TYPE ${full} gauge\n`, `${full} ${ms / 1_000}\n`];
}
