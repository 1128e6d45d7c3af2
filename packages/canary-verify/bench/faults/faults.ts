// How often the real run gives a wrong answer about services that fail, are slow at times or are spread unevenly: seeded
// runs without a network.

import { printTable } from 'workbench/table';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { runPlanned } from '../../test/run-on.js';
import { seeded, shareOf } from '../../test/statistics/seeded.js';
import { FAULT_CASES, type FaultCase } from './fault-cases.js';
import { isCalledSlower, type Moods } from './moods.js';

const RUNS = Number(process.argv[2] ?? 1_000);

let missed = 0;

const rows = FAULT_CASES.map((one) => row(one.name, wrongPart(one), `≤ ${percent(one.atMost)}`, one.atMost));
const alike: Moods = { spread: 0.15, kept: 0.95, canaryTakesMoreMs: 0, requests: 2_000 };
const slower = { ...alike, canaryTakesMoreMs: 10 };
rows.push(
  row('three canaries, moods of single replicas: worse', calledSlower(alike), '≤ 2 %', 0.02),
  row('a canary that takes 10 ms more: not found in 2,000 requests', 1 - calledSlower(slower), '≤ 5 %', 0.05),
);
printTable(['case', `of ${RUNS} runs`, 'goal'], rows);
process.exitCode = missed === 0 ? 0 : 1;

function wrongPart({ options, known = {}, service, isWrong }: FaultCase): number {
  const plan = makePlan({ ...resolveOptions(options), ...known });
  let seed = 0;
  return shareOf(RUNS, () => {
    const random = seeded(++seed);
    const respond = service(random);
    return isWrong(runPlanned(plan, respond, { random }).verdict);
  });
}

function calledSlower(moods: Moods): number {
  let seed = 0;
  return shareOf(RUNS, () => isCalledSlower(moods, seeded(++seed)));
}

function row(name: string, part: number, goal: string, atMost: number): string[] {
  if (part > atMost) missed++;
  return [name, percent(part), `${part > atMost ? '✘ ' : ''}${goal}`];
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(2))} %`;
}
