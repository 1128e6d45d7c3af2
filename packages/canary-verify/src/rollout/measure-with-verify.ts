import type { VerifyOptions } from '../options/options.js';
import { headersName } from '../options/request-headers.js';
import type { Verdict } from '../verdict/verdict.js';
import { verify } from '../verify.js';
import type { Measuring } from './hands.js';

/** How long Consul and HAProxy may take to carry out a change of replicas, in milliseconds. */
const SETTLES_WITHIN_MS = 30_000;

/**
 * What a run of this confidence may ask of `verify`, which gives each of its statements the whole error rate: of the share, of the canary's
 * health, and of its errors if they have a limit. Each of them can take a good canary back.
 */
export function confidenceOfEach(
  confidence: number,
  { maxErrors }: Pick<VerifyOptions, 'maxErrors'>,
): number {
  return 1 - (1 - confidence) / (maxErrors === undefined ? 2 : 3);
}

/** One run of `verify`, with the options of the rollout and what the step expects. */
export function measureStep(
  options: VerifyOptions,
  { header, share, tolerance, confidence, replicas, signal }: Measuring,
): Promise<Verdict> {
  const common = { ...options, confidence: confidenceOfEach(confidence, options), signal };
  if (header !== null)
    return verify({
      ...common,
      arms: [
        { name: headersName([header]), headers: [header], expect: '100%' },
        { name: 'all others', expect: '0%' },
      ],
    });
  return verify({
    ...common,
    expect: share,
    ...(tolerance !== undefined && share > 0 && share < 1 && { tolerance }),
    ...(replicas !== null && { replicas, settleMs: SETTLES_WITHIN_MS }),
  });
}
