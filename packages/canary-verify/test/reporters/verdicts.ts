import type { ArmFigures, Verdict } from '../../src/verdict/verdict.js';

/** A verdict as a run would leave it, changed in places. Without arms of its own it has one, with the same figures. */
export function verdictWith(changes: Partial<Verdict>): Verdict {
  const run = { ...MATCHES, ...changes };
  if (run.arms.length > 0) return run;
  const names = Object.keys(FIGURES) as (keyof ArmFigures)[];
  const figures = Object.fromEntries(names.map((name) => [name, run[name]])) as unknown as ArmFigures;
  return {
    ...run,
    arms: [{ name: 'all requests', verdict: run.verdict, headers: [], rule: null, ...figures }],
  };
}

const FIGURES: ArmFigures = {
  expected: { share: 0.1, tolerance: 0.03 },
  together: null,
  share: 0.1,
  interval: [0.0743, 0.13],
  requests: 1113,
  stable: 1002,
  canary: 111,
  unidentified: 0,
  statuses: {},
  failed: 0,
  connections: 1113,
  failures: {},
  shares: [],
  secondHop: null,
  addresses: [],
  addressesDisagree: false,
  health: null,
  versions: { '1.0.0': 1002, '1.1.0': 111 },
  sides: { stable: ['1.0.0'], canary: ['1.1.0'], unidentified: [] },
  instances: {
    'service-v1-1': { version: '1.0.0', track: 'stable', count: 501 },
    'service-v1-2': { version: '1.0.0', track: 'stable', count: 501 },
    'service-v2-1': { version: '1.1.0', track: 'canary', count: 111 },
  },
};

const MATCHES: Verdict = {
  verdict: 'matches',
  exitCode: 0,
  target: 'http://localhost:48151/version',
  confidence: 0.99,
  durationMs: 640,
  overMs: null,
  interrupted: false,
  connectionMode: 'fresh',
  addressesLeftOut: [],
  ...FIGURES,
  arms: [],
  diagnosis: [],
};
