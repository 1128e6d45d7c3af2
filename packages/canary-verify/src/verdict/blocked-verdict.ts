import type { Expectation } from '../options/expectation.js';
import { shownHeaders } from '../options/request-headers.js';
import type { ArmPlan, Plan } from '../plan/plan.js';
import type { NotSettled } from '../routed/gap.js';
import type { Blocked } from '../settle/blocked.js';
import { bandOf } from './band-of.js';
import type { Diagnosis } from './diagnosis.js';
import { expectedFigures, expectedOf } from './expected-figures.js';
import { type ArmVerdict, type Outcome, type SecondHopFigures, type Verdict, worst } from './verdict.js';
import { wholeVerdict } from './whole-verdict.js';

/** The verdict where nothing could be counted. `why` is null when somebody ended the run before anything was found. */
export function blockedVerdict(
  { options, attempts }: Plan,
  why: Blocked | NotSettled | null,
  durationMs: number,
): Verdict {
  const [attempt] = attempts;
  const firstHop: Outcome = options.signal.aborted ? 'undecided' : 'unmeasured';
  const [first, ...others] = attempt.arms;
  const arms: [ArmVerdict, ...ArmVerdict[]] = [
    emptyVerdict(first, firstHop),
    ...others.map((arm) => emptyVerdict(arm, firstHop)),
  ];
  return {
    ...wholeVerdict(arms, { target: options.target, attempt, leftOut: [], durationMs, options }),
    diagnosis: why === null ? attempt.arms.flatMap((arm) => diagnoseOpen(arm, firstHop)) : [why],
  };
}

function emptyVerdict({ arm }: ArmPlan, firstHop: Outcome): ArmVerdict {
  const { name, headers, rule, expectation, secondHop } = arm;
  const hop: SecondHopFigures | null =
    secondHop === null
      ? null
      : {
          verdict: 'undecided',
          firstHop,
          expected: expectedOf(secondHop),
          share: null,
          interval: null,
          responses: 0,
          stable: 0,
          canary: 0,
          unidentified: 0,
          versions: {},
        };
  return {
    name,
    verdict: hop === null ? firstHop : worst([firstHop, hop.verdict]),
    headers: shownHeaders(headers),
    rule,
    expected: expectedFigures(expectation),
    share: null,
    interval: null,
    requests: 0,
    stable: 0,
    canary: 0,
    unidentified: 0,
    statuses: {},
    failed: 0,
    connections: 0,
    failures: {},
    shares: emptyShares(expectation),
    together: null,
    addresses: [],
    addressesDisagree: false,
    health: null,
    versions: {},
    sides: { stable: [], canary: [], unidentified: [] },
    instances: {},
    secondHop: hop,
  };
}

function emptyShares(expectation: Expectation): ArmVerdict['shares'] {
  if (expectation.kind !== 'versions') return [];
  return expectation.versions.map(({ version, ...expected }) => ({
    version,
    expected,
    share: null,
    interval: null,
    requests: 0,
  }));
}

function diagnoseOpen({ arm, test, needed }: ArmPlan, firstHop: Outcome): Diagnosis[] {
  if (firstHop !== 'undecided') return [];
  const open = test.kind === 'only' ? [] : (['lower', 'upper'] as const);
  const facts = {
    requests: 0,
    open,
    band: bandOf(arm.expectation),
    needed: needed.mean,
    unknown: 0,
    keptOpen: null,
  };
  return [{ kind: 'still-open', arm: arm.name, ...facts }];
}
