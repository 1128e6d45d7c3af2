import type { VerifyOptions } from '../../src/options/options.js';
import {
  blocks,
  bursts,
  changing,
  hashOfTime,
  independent,
  inOrder,
  inTurn,
  markov,
  ramp,
  type Stream,
} from './streams.js';

/** What must not happen more often than so. */
export interface Goal {
  verdict: 'matches' | 'differs' | 'undecided';
  /** A fraction of the runs. */
  atMost: number;
  /** Only what comes after this request counts. */
  after?: number;
}

/** A router, what is expected of it, and what a run must not say. */
export interface Case {
  name: string;
  stream: Stream;
  goals: readonly Goal[];
  options?: VerifyOptions;
}

const never = (atMost: number): readonly Goal[] => [
  { verdict: 'matches', atMost },
  { verdict: 'differs', atMost },
];

export const CASES: readonly Case[] = [
  { name: '10 %, each by itself', stream: independent(0.1), goals: [{ verdict: 'differs', atMost: 0.01 }] },
  {
    name: '10 %, in turn',
    stream: inTurn(10),
    goals: [
      { verdict: 'differs', atMost: 0 },
      { verdict: 'undecided', atMost: 0 },
    ],
  },
  ...[
    [9, 1],
    [5, 5],
    [4, 4],
    [20, 20],
    [18, 2],
    [45, 5],
    [30, 10],
  ].map(
    ([stable = 0, canary = 0]): Case => ({
      name: `${stable} and ${canary} replicas in order`,
      stream: inOrder(stable, canary),
      goals: [
        { verdict: 'differs', atMost: 0 },
        { verdict: 'undecided', atMost: 0 },
      ],
      options: { expect: `${(100 * canary) / (stable + canary)}%` },
    }),
  ),
  {
    name: '11 %',
    stream: independent(0.11),
    goals: [
      { verdict: 'undecided', atMost: 0.16 },
      { verdict: 'differs', atMost: 0.01 },
    ],
  },
  {
    name: '8.5 %',
    stream: independent(0.085),
    goals: [
      { verdict: 'undecided', atMost: 0.3 },
      { verdict: 'differs', atMost: 0.01 },
    ],
  },
  { name: '13 %', stream: independent(0.13), goals: never(0.013) },
  { name: '7 %', stream: independent(0.07), goals: never(0.013) },
  {
    name: '20 %',
    stream: independent(0.2),
    goals: [
      { verdict: 'matches', atMost: 0 },
      { verdict: 'undecided', atMost: 0.01 },
    ],
  },
  {
    name: 'dead',
    stream: independent(0),
    goals: [
      { verdict: 'undecided', atMost: 0 },
      { verdict: 'matches', atMost: 0 },
    ],
  },
  {
    name: 'dies after 600',
    stream: changing(0.1, 0, 600),
    goals: [{ verdict: 'matches', atMost: 0.01, after: 700 }],
  },
  {
    name: 'dies after 800',
    stream: changing(0.1, 0, 800),
    goals: [{ verdict: 'matches', atMost: 0.01, after: 900 }],
  },
  {
    name: '10 %, then 20 % after 800',
    stream: changing(0.1, 0.2, 800),
    goals: [{ verdict: 'matches', atMost: 0.05 }],
  },
  {
    name: '5 %, then 15 % after 300',
    stream: changing(0.05, 0.15, 300),
    goals: [{ verdict: 'matches', atMost: 0.05 }],
  },
  {
    name: '14 %, then 6 % after 500',
    stream: changing(0.14, 0.06, 500),
    goals: [{ verdict: 'matches', atMost: 0.05 }],
  },
  {
    name: 'ramp from 4 to 16 % over 2,000',
    stream: ramp(0.04, 0.16, 2_000),
    goals: [{ verdict: 'matches', atMost: 0.25 }],
  },
  { name: '13 %, dependence 0.3', stream: markov(0.13, 0.3), goals: never(0.02) },
  { name: '13 %, dependence 0.5', stream: markov(0.13, 0.5), goals: never(0.02) },
  { name: '10 %, dependence 0.1', stream: markov(0.1, 0.1), goals: [{ verdict: 'differs', atMost: 0.02 }] },
  { name: 'bursts of 50', stream: bursts(0.1, 50), goals: [{ verdict: 'differs', atMost: 0.02 }] },
  { name: 'bursts of 300', stream: bursts(0.1, 300), goals: [{ verdict: 'differs', atMost: 0.15 }] },
  { name: 'blocks of 100, 90/10', stream: blocks(0.1, 100), goals: [{ verdict: 'differs', atMost: 0.02 }] },
  {
    name: 'blocks of 100, 50/50',
    stream: blocks(0.5, 100),
    goals: [{ verdict: 'differs', atMost: 0.02 }],
    options: { expect: '50%' },
  },
  {
    name: 'hash of the millisecond, 5 in each',
    stream: hashOfTime(0.1, 5),
    goals: [{ verdict: 'differs', atMost: 0.02 }],
  },
  {
    name: 'hash of the millisecond, 2 in each',
    stream: hashOfTime(0.1, 2),
    goals: [{ verdict: 'differs', atMost: 0.02 }],
  },
];
