// How fast responses are classified and decided, beside programs that only count them: `npm run bench:speed -w canary-verify`.
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { startBalancers } from '../balancers/haproxy-balancers.js';
import { median, printTable } from '../table.js';
import { answering } from './answering.js';
import { ab, autocannon, canaryVerify, hey, type Peer, wrk } from './peers.js';
import { measure, type Round } from './round.js';

const QUICK = process.argv.includes('--quick');
const ROUNDS = QUICK ? 1 : 7;
const SECONDS = QUICK ? 1 : 3;

const tools = await findTools(['wrk', 'hey', 'ab']);
const kept = canaryVerify('reuse');
const fresh = canaryVerify('fresh');
const [cannon, work, heyThere, bench] = [autocannon(), wrk(tools.wrk), hey(tools.hey), ab(tools.ab)];
const peers = [kept, cannon, work, heyThere, fresh, bench];

await using haproxy = await startBalancers([answering('tenth', 0.1)]);
const rounds = new Map<Peer, Round[]>(peers.map((peer) => [peer, []]));
// They take turns, each round in another order: whatever else the machine does, it does to all of them.
for (let round = 0; round < ROUNDS; round++)
  for (let turn = 0; turn < peers.length; turn++) {
    const peer = peers[(round + turn) % peers.length] as Peer;
    rounds.get(peer)?.push(await measure(peer, haproxy.url('tenth'), SECONDS));
  }

const of = (peer: Peer, figure: keyof Round) =>
  median((rounds.get(peer) ?? []).map((round) => round[figure]));
console.log(
  `${haproxy.version}, one thread, answering by itself; medians of ${ROUNDS} rounds of ${SECONDS} s\n`,
);
printTable(
  ['50 connections', 'requests/s', 'processor time a request'],
  peers.map((peer) => [
    peer.name,
    Math.round(of(peer, 'perSecond')),
    `${of(peer, 'processorUs').toFixed(1)} us`,
  ]),
);

interface Goal {
  ours: Peer;
  theirs: Peer;
  figure: keyof Round;
  /** The ratio must be at least this for a rate, at most for processor time. */
  goal: number;
}

const GOALS: readonly Goal[] = [
  { ours: kept, theirs: cannon, figure: 'perSecond', goal: 1.1 },
  { ours: kept, theirs: work, figure: 'perSecond', goal: 0.75 },
  { ours: kept, theirs: heyThere, figure: 'perSecond', goal: 2 },
  { ours: fresh, theirs: bench, figure: 'perSecond', goal: 0.9 },
  { ours: kept, theirs: cannon, figure: 'processorUs', goal: 1 },
];

/** Of the rounds: each compares what ran side by side. */
function ratioOf({ ours, theirs, figure }: Goal): number {
  const beside = rounds.get(theirs) ?? [];
  return median(
    (rounds.get(ours) ?? []).map((round, index) => round[figure] / (beside[index]?.[figure] ?? 0)),
  );
}

const reached = (goal: Goal) =>
  goal.figure === 'perSecond' ? ratioOf(goal) >= goal.goal : ratioOf(goal) <= goal.goal;
console.log('');
printTable(
  ['ratio', 'goal', 'got', ''],
  GOALS.map((goal) => [
    `${goal.ours.name} to ${goal.theirs.name}, ${goal.figure === 'perSecond' ? 'requests/s' : 'processor time'}`,
    `${goal.figure === 'perSecond' ? '>=' : '<='} ${goal.goal}`,
    ratioOf(goal).toFixed(2),
    reached(goal) ? 'reached' : 'missed',
  ]),
);
process.exitCode = GOALS.every(reached) ? 0 : 1;
