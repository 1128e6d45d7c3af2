import { describe, expect, test } from 'vitest';
import { answerPath } from '../../src/served/answers.js';
import { nothingWatched, type Watched, withRun } from '../../src/served/standing.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { answerOf, runOn, share } from '../run-on.js';

const NOW = Date.parse('2026-11-30T10:00:00Z');
const STALE_MS = 60_000;

const matching = runOn({ expect: '10%' }, share(10)).verdict;
const differing = runOn({ expect: '10%' }, share(50)).verdict;
/** The share is right, and every fifth request of the canary fails. */
const worse: Verdict = runOn({ expect: '50%', tolerance: '10pp', maxFailures: 0.3 }, ({ request }) => {
  const canary = request % 2 === 0;
  return answerOf(canary ? 'canary' : 'stable', {}, canary && request % 5 === 0 ? 500 : 200);
}).verdict;

const after = (...verdicts: readonly Verdict[]): Watched =>
  verdicts.reduce((all, one, index) => withRun(all, one, NOW + index * 1_000), nothingWatched(STALE_MS));

const get = (path: string, watched: Watched, now = NOW + 2_000) =>
  answerPath({ method: 'GET', path }, watched, now);

test('what is used here is what it is called', () => {
  expect([matching.verdict, differing.verdict]).toEqual(['matches', 'differs']);
  expect(worse.diagnosis.map(({ kind }) => kind)).toContain('canary-worse');
});

describe.each<[string, Watched, { go: number; rollback: number; verdict: number }]>([
  ['before the first run', nothingWatched(STALE_MS), { go: 503, rollback: 503, verdict: 503 }],
  ['after a run that matches', after(differing, matching), { go: 200, rollback: 503, verdict: 200 }],
  ['after a run that differs', after(matching, differing), { go: 503, rollback: 200, verdict: 200 }],
  ['after one with a worse canary', after(worse), { go: 503, rollback: 200, verdict: 200 }],
])('%s', (_, watched, expected) => {
  test('/go, /rollback and /verdict are', () => {
    expect({
      go: get('/go', watched).status,
      rollback: get('/rollback', watched).status,
      verdict: get('/verdict', watched).status,
    }).toEqual(expected);
  });

  test('a minute later nothing is known of now', () => {
    const late = NOW + 1_000 + STALE_MS + 1;
    expect(['/go', '/rollback', '/verdict'].map((path) => get(path, watched, late).status)).toEqual([
      503, 503, 503,
    ]);
    expect(JSON.parse(get('/verdict', watched, late).body).verdict).toBeNull();
  });
});

test('/verdict says since when, and has the whole run', () => {
  const watched = after(differing, matching, matching);
  expect(JSON.parse(get('/verdict', watched).body)).toEqual({
    verdict: 'matches',
    at: '2026-11-30T10:00:02.000Z',
    since: '2026-11-30T10:00:01.000Z',
    run: JSON.parse(JSON.stringify(matching)),
  });
});

test('/metrics has no verdict once the latest is old, and says how old it is', () => {
  const { body } = get('/metrics', after(matching), NOW + STALE_MS + 1);
  expect(body).toContain(`canary_verify_last_run_timestamp_seconds ${NOW / 1_000}\n`);
  expect(body).toContain('canary_verify_runs_total{verdict="matches"} 1\n');
  expect(body).not.toMatch(/^canary_verify_(verdict|share)\{/m);
});

test('/metrics counts the runs, and has the figures of the latest', () => {
  expect(get('/metrics', nothingWatched(STALE_MS)).body).toContain(
    'canary_verify_runs_total{verdict="matches"} 0\n',
  );
  const { body, type } = get('/metrics', after(differing, matching, matching));
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('canary_verify_runs_total{verdict="matches"} 2\n');
  expect(body).toContain(
    'canary_verify_verdict_since_timestamp_seconds 1780135201\n'.replace(
      '1780135201',
      String((NOW + 1_000) / 1_000),
    ),
  );
  expect(body).toMatch(/canary_verify_verdict\{[^}]*verdict="matches"\} 1\n/);
});

test('other paths and methods are told what there is', () => {
  expect(get('/', nothingWatched(1))).toMatchObject({
    status: 404,
    body: expect.stringContaining('/metrics'),
  });
  expect(get('/constructor', nothingWatched(1)).status).toBe(404);
  expect(answerPath({ method: 'DELETE', path: '/go' }, nothingWatched(1), NOW).status).toBe(405);
  expect(answerPath({ method: 'POST', path: '/go' }, after(matching), NOW).status).toBe(200);
});
