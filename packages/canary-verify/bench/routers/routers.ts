// What the real run says of routers that break its assumptions: 1,000 seeded runs each, without a network.

import { printTable } from 'workbench/table';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan, type Plan } from '../../src/plan/plan.js';
import { answerOf, runPlanned } from '../../test/run-on.js';
import { seeded } from '../../test/statistics/seeded.js';
import { CASES, type Case, type Goal } from './cases.js';

const RUNS = Number(process.argv[2] ?? 1_000);
const CANARY = answerOf('canary');
const STABLE = answerOf('stable');

interface Ended {
  verdict: string;
  requests: number;
  named: string[];
}

const WATCHED = ['drifted', 'unsteady', 'bursts', 'pinned'];
let missed = 0;
printTable(
  ['router', 'matches', 'differs', 'undecided', 'requests', 'named', 'goals'],
  CASES.map((one) => {
    const plan = makePlan(resolveOptions(one.options ?? { expect: '10%' }));
    const runs = Array.from({ length: RUNS }, (_, seed) => run(plan, one.stream, seed + 1));
    const part = (verdict: string) => runs.filter((ended) => ended.verdict === verdict).length / RUNS;
    const named = runs.filter(({ verdict, named }) => verdict !== 'matches' && named.length > 0).length;
    const open = runs.filter(({ verdict }) => verdict !== 'matches').length;
    return [
      one.name,
      percent(part('matches')),
      percent(part('differs')),
      percent(part('undecided') + part('unmeasured')),
      Math.round(runs.reduce((sum, { requests }) => sum + requests, 0) / RUNS),
      open === 0 ? '' : percent(named / open),
      one.goals.map((goal) => judged(goal, runs)).join(', '),
    ];
  }),
);
process.exitCode = missed === 0 ? 0 : 1;

function run(plan: Plan, stream: Case['stream'], seed: number): Ended {
  const next = stream(seeded(seed));
  const { verdict } = runPlanned(plan, () => (next() ? CANARY : STABLE));
  const named = verdict.diagnosis.map(({ kind }) => kind).filter((kind) => WATCHED.includes(kind));
  return { verdict: verdict.verdict, requests: verdict.requests, named };
}

function judged({ verdict, atMost, after = 0 }: Goal, runs: readonly Ended[]): string {
  const part = runs.filter((ended) => ended.verdict === verdict && ended.requests > after).length / RUNS;
  if (part > atMost) missed++;
  return `${verdict} ${percent(part)} (${part > atMost ? '✘ ' : ''}≤ ${percent(atMost)})`;
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))} %`;
}
