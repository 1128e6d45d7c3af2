import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Observation } from '../../src/observation/observation.js';
import { brokenScript } from './broken-answers.js';
import { play, type Script, validScript } from './raw-answers.js';
import { sampleEach } from './raw-server.js';
import { noStrayErrors } from './stray-errors.js';

const strays = noStrayErrors();
beforeEach(strays.watch);
afterEach(strays.assertNone);

/** Long enough that it is never the reason. */
const PATIENT_MS = 5_000;

describe.each([{ reuse: false }, { reuse: true }])('with reuse: $reuse', ({ reuse }) => {
  test('whatever is sent, every request has its own outcome, and only a complete answer is one', async () => {
    const scripts = fc.array(fc.oneof(validScript, brokenScript), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 5 }), async (scripts, connections) => {
        const run = { reuse, connections, timeoutMs: PATIENT_MS };
        assertOutcomes(await sampleEach(scripts.map(play), run), scripts);
      }),
      { numRuns: 300 },
    );
  });
});

function assertOutcomes(observations: readonly Observation[], scripts: readonly Script[]): void {
  expect(observations.map(({ arm }) => arm)).toEqual([...scripts.keys()]);
  for (const [script, { means, kind, text }] of scripts.entries()) {
    const outcome = observations[script]?.outcome;
    const said =
      typeof outcome === 'object' ? { status: outcome.status, body: outcome.body.toString() } : null;
    expect(said, `${kind} ${JSON.stringify(text.slice(0, 300))}: ${JSON.stringify(outcome)}`).toEqual(means);
  }
}
