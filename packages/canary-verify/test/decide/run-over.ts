import { observationClassifier } from '../../src/classify/classify-observation.js';
import { Run } from '../../src/decide/run.js';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan, type Plan } from '../../src/plan/plan.js';
import { Spread } from '../../src/sampling/spread.js';
import { concludeRuns } from '../../src/verdict/conclude.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import type { Outcome } from '../run-on.js';

/** When the clock begins, in milliseconds since 1970. */
const BEGINNING = 1_700_000_000_000;

/** The plan of a run that is spread over a time. */
export function planOver(given: VerifyOptions): Plan {
  return makePlan(resolveOptions(given));
}

/** Such a run without a network and without waiting: `respond` is told the time in milliseconds since 1970. */
export function runOver(
  plan: Plan,
  respond: (sentAt: number, arm: number) => Outcome,
  random: () => number,
): Verdict {
  const { options, attempts } = plan;
  const [attempt] = attempts;
  const run = new Run(options, attempt, random);
  const ms = options.overMs ?? 0;
  const requests = attempt.arms.reduce((sum, { budget }) => sum + budget, 0);
  const spread = new Spread({ requests, ms }, BEGINNING, random);
  const classify = observationClassifier(options.rules);
  for (let sequence = 0; ; sequence++) {
    const arm = run.nextArm();
    if (arm === null) break;
    const sentAt = spread.dueAt(sequence);
    const outcome = respond(sentAt, arm);
    if (run.isClosed(arm)) continue;
    run.count(classify({ arm, outcome, sentAt, durationMs: 2, connection: sequence, address: 0 }));
    if (!run.decide(arm)) break;
  }
  run.conclude(ms);
  const facts = { target: options.target, followed: null, leftOut: [], durationMs: ms };
  return concludeRuns({ last: run, earlier: [] }, plan, facts);
}
