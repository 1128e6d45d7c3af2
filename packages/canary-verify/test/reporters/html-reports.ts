import { type CoursePoint, htmlReport } from '../../src/reporters/html/index.js';
import type { ArmVerdict, Verdict } from '../../src/verdict/verdict.js';
import { armNamed, exchangeNaming, HEALTH } from './evil.js';
import { verdictWith } from './verdicts.js';

/** A run whose interval narrows around its share, and in which some requests fail. */
const COURSE: readonly CoursePoint[] = Array.from({ length: 40 }, (_, index) => {
  const requests = index * 28 + 1;
  const half = 2 / Math.sqrt(requests);
  return {
    requests,
    elapsedMs: requests / 2,
    share: 0.1 + 0.4 / requests,
    low: Math.max(0, 0.1 - half),
    high: Math.min(1, 0.1 + half),
    failed: Math.floor(index / 10),
  };
});

const FAILING: Partial<ArmVerdict> = { failed: 15, failures: { timeout: 3, 'http-503': 12 }, health: HEALTH };

/** A name in every place in which one can come from elsewhere. */
function named(name: string): Verdict {
  const version = {
    version: name,
    expected: { share: 0.5, tolerance: 0.03 },
    share: 0.4,
    interval: null,
    requests: 5,
  };
  const arm = armNamed(name, {
    ...FAILING,
    verdict: 'differs',
    versions: { [name]: 3 },
    instances: { [name]: { version: name, track: 'canary', count: 3 } },
  });
  return verdictWith({
    verdict: 'differs',
    exitCode: 1,
    target: name,
    arms: [arm, { ...arm, shares: [version, { ...version, version: `${name} 2` }] }],
    diagnosis: [
      { kind: 'unreachable', tried: [name], cause: 'refused' },
      { kind: 'unidentified', arm: name, unidentified: 3, requests: 9, versions: [name], statuses: [] },
      {
        kind: 'leak',
        arm: name,
        track: 'canary',
        leaks: 1,
        instance: name,
        version: name,
        exchange: exchangeNaming(name),
      },
      { kind: 'sticky-cookie', arm: name, cookie: name, names: 'replica' },
      { kind: 'compared-versions', canary: name, stable: name },
    ],
  });
}

/** Names that would do something if they were not text. */
export const EVIL_NAMES: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '</style><script>alert(1)</script>',
  '"onmouseover="alert(1)',
  '\u001b[31mred\u001b]0;owned\u0007',
];

const REPORTS: Record<string, Verdict> = {
  matches: verdictWith({}),
  differs: verdictWith({
    verdict: 'differs',
    ...FAILING,
    diagnosis: [
      { kind: 'follows-replicas', arm: 'all requests', stable: 9, canary: 1, expected: 0.25 },
      { kind: 'one-replica', arm: 'all requests', instance: 'service-v1-1', replicas: 10 },
    ],
  }),
  unmeasured: verdictWith({ verdict: 'unmeasured', share: null, interval: null, requests: 0, instances: {} }),
  ...Object.fromEntries(EVIL_NAMES.map((name) => [name, named(name)])),
};

/** Reports of all kinds, by what they show. */
export const PAGES: readonly [shows: string, page: string][] = Object.entries(REPORTS).map(
  ([shows, verdict]) => [
    shows,
    htmlReport(verdict, verdict.requests === 0 ? [] : COURSE, new Date('2026-03-04T05:06:07Z')),
  ],
);
