// How often whole rollouts end as they should: seeded traffic, the real decisions and states, no network.

import { printTable } from 'workbench/table';
import type { StateName } from '../../src/rollout/machine.js';
import { type Errors, SimulatedRollout } from '../../test/rollout/simulated.js';

const RUNS = 500;
const STEPS = ['5%', '20%', '50%'];

/** What is tried: errors of both versions, and the end that is wrong. */
const KINDS: readonly { name: string; errors: Errors; wrong: StateName; atMost: number }[] = [
  { name: 'no errors', errors: { stable: 0, canary: 0 }, wrong: 'rolled-back', atMost: 0.01 },
  { name: '0.2 % each', errors: { stable: 0.002, canary: 0.002 }, wrong: 'rolled-back', atMost: 0.01 },
  { name: '0.5 % each', errors: { stable: 0.005, canary: 0.005 }, wrong: 'rolled-back', atMost: 0.01 },
  { name: '0.1 %, canary 5 %', errors: { stable: 0.001, canary: 0.05 }, wrong: 'succeeded', atMost: 0.01 },
];

/** How many of the rollouts come to each end. */
async function endsOf(errors: Errors): Promise<ReadonlyMap<StateName, number>> {
  const ends = new Map<StateName, number>();
  for (let seed = 1; seed <= RUNS; seed++) {
    using rollout = new SimulatedRollout(seed, errors);
    const { name } = await rollout.start(STEPS);
    ends.set(name, (ends.get(name) ?? 0) + 1);
  }
  return ends;
}

const rows: string[][] = [];
for (const { name, errors, wrong, atMost } of KINDS) {
  const ends = await endsOf(errors);
  const share = (state: StateName) => `${((100 * (ends.get(state) ?? 0)) / RUNS).toFixed(1)} %`;
  if ((ends.get(wrong) ?? 0) > atMost * RUNS) process.exitCode = 1;
  rows.push([name, share('succeeded'), share('held'), share('rolled-back'), `${wrong} ≤ ${atMost * 100} %`]);
}
printTable(['errors', 'succeeded', 'held', 'rolled back', 'promised'], rows);
