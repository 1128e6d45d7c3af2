import { median } from 'simple-statistics';
import { printTable } from 'workbench/table';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { startBalancers } from '../balancers/haproxy-balancers.js';
import { answering } from './answering.js';
import type { Effort, Line } from './line.js';
import { ab, autocannon, canaryVerify, hey, type Peer, wrk } from './peers.js';
import { measure, type Round } from './round.js';

/** Ours beside theirs. */
interface Comparison {
  ours: Peer;
  theirs: Peer;
  figure: keyof Round;
  /** The ratio must be at least this for a rate, at most for processor time. */
  goal: number;
}

/** Measures all of them in turn against a HAProxy that answers by itself, prints what each did, and compares. */
export async function rates({ rounds, seconds }: Effort): Promise<Line[]> {
  const tools = await findTools(['wrk', 'hey', 'ab']);
  const kept = canaryVerify('reuse');
  const fresh = canaryVerify('fresh');
  const [cannon, work, heyThere, bench] = [autocannon(), wrk(tools.wrk), hey(tools.hey), ab(tools.ab)];
  const peers = [kept, cannon, work, heyThere, fresh, bench];
  await using haproxy = await startBalancers([answering('tenth', 0.1)]);
  const measured = new Map<Peer, Round[]>(peers.map((peer) => [peer, []]));
  // They take turns, each round in another order: whatever else the machine does, it does to all of them.
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < peers.length; turn++) {
      const peer = peers[(round + turn) % peers.length] as Peer;
      measured.get(peer)?.push(await measure(peer, haproxy.url('tenth'), seconds));
    }
  console.log(`${haproxy.version}, answering by itself; medians of ${rounds} x ${seconds} s\n`);
  printPeers(peers, measured);
  const comparisons: Comparison[] = [
    { ours: kept, theirs: cannon, figure: 'perSecond', goal: 1.1 },
    { ours: kept, theirs: work, figure: 'perSecond', goal: 0.75 },
    { ours: kept, theirs: heyThere, figure: 'perSecond', goal: 2 },
    { ours: fresh, theirs: bench, figure: 'perSecond', goal: 0.9 },
    { ours: kept, theirs: cannon, figure: 'processorUs', goal: 1 },
  ];
  return comparisons.map((comparison) => compared(comparison, measured));
}

function printPeers(peers: readonly Peer[], measured: ReadonlyMap<Peer, readonly Round[]>): void {
  const of = (peer: Peer, figure: keyof Round) =>
    median((measured.get(peer) ?? []).map((round) => round[figure]));
  printTable(
    ['50 connections', 'requests/s', 'processor time a request'],
    peers.map((peer) => [
      peer.name,
      Math.round(of(peer, 'perSecond')),
      `${of(peer, 'processorUs').toFixed(1)} us`,
    ]),
  );
}

/** By the median over the rounds: each compares what ran side by side. */
function compared(
  { ours, theirs, figure, goal }: Comparison,
  measured: ReadonlyMap<Peer, readonly Round[]>,
): Line {
  const beside = measured.get(theirs) ?? [];
  const ratios = (measured.get(ours) ?? []).map(
    (round, index) => round[figure] / (beside[index]?.[figure] ?? Number.NaN),
  );
  const ratio = median(ratios);
  const rate = figure === 'perSecond';
  return {
    what: `${ours.name}, to ${theirs.name}: ${rate ? 'requests/s' : 'processor time a request'}`,
    goal: `${rate ? '>=' : '<='} ${goal}`,
    got: `${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    reached: rate ? ratio >= goal : ratio <= goal,
  };
}
