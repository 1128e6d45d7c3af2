import type { Exchange } from '../../src/tally/exchange.js';
import type { ArmVerdict, Outcome, Verdict } from '../../src/verdict/verdict.js';
import { verdictWith } from './verdicts.js';

export const OUTCOMES: readonly Outcome[] = ['matches', 'differs', 'undecided', 'unmeasured'];

/** Names that mean something to a terminal, Markdown, XML, a job's log or Prometheus. */
export const EVIL: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  ']]></system-out><script>',
  '"/><x y="',
  "it's & &amp; &#124;",
  '|a|b|\\|c',
  '`code` ``two`` ~~gone~~ **bold** _it_',
  '[a](javascript:alert(1)) ![b](http://evil.example/x.png) www.evil.example',
  'two\nlines\r\n::error::owned',
  '::add-mask::e',
  '##[error]owned',
  '100%0A, : =',
  '\u001b]0;owned\u0007\u001b[2J',
  'nul\u0000, \u0085, \ufffe, \uffff',
  'high \ud800, low \udc00, pair 🐤',
  '🐤'.repeat(700),
  '\\',
  '\\n"} 1',
  '@everyone #1 $x$ :tada:',
];

/** The same name everywhere where a name can come from elsewhere. */
export function verdictNaming(evil: string, verdict: Outcome = 'differs'): Verdict {
  const plain = verdictWith({ verdict, target: evil });
  const arm: ArmVerdict = {
    ...armNamed(evil),
    verdict,
    versions: { [evil]: 2 },
    instances: { [evil]: { version: evil, track: 'canary', count: 2 } },
    failed: 1,
    failures: { 'http-502': 1 },
    rule: { file: evil, line: 1 },
    headers: [[evil, evil]],
    secondHop: {
      verdict,
      firstHop: verdict,
      expected: { share: 1, tolerance: 0.01 },
      ...{ share: 0.5, interval: null, responses: 2, stable: 1, canary: 1, unidentified: 0 },
      versions: { [evil]: 2 },
    },
  };
  const figures = { expected: arm.expected, share: 0.5, interval: null, requests: 10 };
  return {
    ...plain,
    arms: [arm, { ...armNamed('other'), shares: [{ version: evil, ...figures }], verdict }],
    diagnosis: [
      { kind: 'unreachable', tried: [evil], cause: 'refused' },
      {
        kind: 'leak',
        arm: evil,
        track: 'canary',
        leaks: 1,
        instance: evil,
        version: evil,
        exchange: exchangeNaming(evil),
      },
      {
        ...{ kind: 'second-hop-leak', arm: evil, expected: 'canary', leaks: 1, version: evil, both: false },
        exchange: exchangeNaming(evil),
      },
      { kind: 'second-hop-unidentified', arm: evil, unidentified: 1, responses: 2, values: [evil] },
      { kind: 'unidentified', arm: evil, unidentified: 1, requests: 2, versions: [evil], statuses: [] },
      { kind: 'sticky-cookie', arm: evil, cookie: evil, names: 'replica' },
    ],
  };
}

/** An exchange in which everything has the same name. */
export function exchangeNaming(evil: string): Exchange {
  return {
    request: { method: 'GET', url: evil, headers: [[evil, evil]] },
    response: { status: 200, headers: [[evil, evil]], body: evil },
    ...{ instance: evil, version: evil, time: '2026-11-25T04:04:09.123Z', durationMs: 1.2, connection: 17 },
  };
}

/** An arm as a run would leave it. */
export function armNamed(name: string, changes: Partial<ArmVerdict> = {}): ArmVerdict {
  const { arms } = verdictWith(changes);
  return { ...(arms[0] as ArmVerdict), name };
}

/** Three versions, one of them wrong. */
export function versionsVerdict(): Verdict {
  const one = (version: string, expected: number, share: number) => ({
    version,
    expected: { share: expected, tolerance: 0.03 },
    share,
    interval: [share - 0.02, share + 0.02] as [number, number],
    requests: share * 1000,
  });
  return verdictWith({
    verdict: 'differs',
    requests: 1000,
    shares: [one('v1', 0.5, 0.5), one('v2', 0.3, 0.4), one('v3', 0.2, 0.1)],
  });
}

const percentiles = { p50: 1.234, p90: 5, p99: 12.6, max: 1_500 };

export const HEALTH: ArmVerdict['health'] = {
  latency: { verdict: 'worse', oddsRatio: 3, stable: percentiles, canary: percentiles },
  errors: {
    verdict: 'undecided',
    oddsRatio: null,
    stable: { requests: 1_002, failed: 0 },
    canary: { requests: 111, failed: 2 },
    unknown: 0,
    limit: null,
  },
  worseRatio: 4,
  canaryReplicas: 2,
};

/** Characters that no report carries: controls except the line feed, and halves of surrogate pairs. */
export const HARMFUL: RegExp = /(?!\n)\p{Control}|\p{Surrogate}/u;
