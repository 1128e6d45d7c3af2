import { describe, expect, test } from 'vitest';
import { markdownReport } from '../../src/reporters/markdown.js';
import { printable } from '../../src/text/printable.js';
import { armNamed, EVIL, HARMFUL, HEALTH, OUTCOMES, verdictNaming, versionsVerdict } from './evil.js';
import { verdictWith } from './verdicts.js';

const decoded = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** The cells of each table row; every row must have as many as the head of its table. */
function tablesOf(report: string): string[][][] {
  const tables = report.split('\n\n').filter((block) => block.startsWith('|'));
  return tables.map((table) => {
    const rows = table
      .trimEnd()
      .split('\n')
      .map((row) =>
        row
          .replace(/^\| | \|$/g, '')
          .split('|')
          .map((cell) => cell.trim()),
      );
    for (const row of rows) expect(row).toHaveLength(rows[0]?.length ?? 0);
    return rows;
  });
}

/** The report without the structure that it may have: what is left must be letters, digits and harmless marks. */
function withoutStructure(report: string): string {
  return report
    .replace(/<\/?code>|^ {2}<\/?pre>$/gm, '')
    .replace(/&#\d+;/g, '')
    .replace(/^(## |- |\|.*-:? \|$)/gm, '')
    .replace(/^\| | \|$|(?<= )\|(?= )/gm, '')
    .replaceAll('**Next:**', '')
    .replace(/\[[\w ]+\]\(https:\/\/github\.com\/canary-verify\/[\w/.-]+\.md\)/g, '');
}

test('a match in short', () => {
  expect(
    markdownReport(verdictWith({})),
  ).toBe(`## ✔ matches: 10.00 % of responses came from the canary, expected 10 % ± 3 points

1,113 requests to <code>http&#58;//localhost&#58;48151/version</code> in 0.6 s, none failed.

| version | expected | share | true share between (99 % sure of each limit) | requests |
| --- | --- | ---: | ---: | ---: |
| canary | 10 % ± 3 points | 10.00 % | 7.43 % and 13.00 % | 111 of 1,113 |

| replica | version | track | responses |
| --- | --- | --- | ---: |
| <code>service-v1-1</code> | <code>1.0.0</code> | stable | 501 |
| <code>service-v1-2</code> | <code>1.0.0</code> | stable | 501 |
| <code>service-v2-1</code> | <code>1.1.0</code> | canary | 111 |

[What matches means](https://github.com/canary-verify/canary-verify/blob/main/packages/canary-verify/docs/verdicts/matches.md)
`);
});

test.each([
  ['matches', '✔'],
  ['differs', '✘'],
  ['undecided', '?'],
  ['unmeasured', '!'],
] as const)('%s is in the heading; what to do is said unless it matches', (verdict, sign) => {
  const report = markdownReport(
    verdictWith({
      verdict,
      diagnosis: [{ kind: 'never-seen', arm: 'all requests', track: 'canary', version: null, only: null }],
    }),
  );
  expect(report.startsWith(`## ${sign} ${verdict}: `)).toBe(true);
  expect(report).toContain('\n- No response came from the canary.');
  expect(report.includes('**Next:** Check that')).toBe(verdict !== 'matches');
});

test('nothing measured, one version alone, interrupted', () => {
  const nothing = { share: null, interval: null, requests: 0, canary: 0, instances: {} };
  const unmeasured = markdownReport(verdictWith({ verdict: 'unmeasured', ...nothing }));
  expect(tablesOf(unmeasured)).toHaveLength(1);
  expect(unmeasured).toContain('| – | – | 0 of 0 |');
  const only = markdownReport(
    verdictWith({ expected: { share: 1, tolerance: 0.01 }, share: 1, interrupted: true }),
  );
  expect(only).toMatch(
    /^## ✔ matches: only the canary answered; fewer than 1 % go elsewhere \(99 % sure\) \(interrupted\)\n/,
  );
  expect(only).toContain('| canary | only the canary | 100.00 % |');
});

test('several arms: an answer and rows for each', () => {
  const failures = { refused: 2 } as const;
  const arms = [
    armNamed('one', { health: HEALTH }),
    armNamed('two', { verdict: 'differs', failed: 2, failures }),
  ];
  const report = markdownReport(verdictWith({ verdict: 'differs', arms }));
  expect(report).toMatch(
    /^## ✘ differs: 1 of 2 kinds of request does not go where it should\n\n- <code>one<\/code> ✔ matches: .+\n- <code>two<\/code> ✘ differs: .+\n\n/,
  );
  expect(report).toContain('2,226 requests to');
  expect(report).toContain(', 2 failed (2 × the connection was refused).');
  const [shares, replicas] = tablesOf(report);
  expect(shares?.slice(2).map(([arm]) => arm)).toEqual(['<code>one</code>', '<code>two</code>']);
  expect(replicas).toHaveLength(2 + 6);
  expect(report).toContain(
    '<code>one</code> Latency: stable 1.2 / 13, canary 1.2 / 13 ms (p50 / p99): canary worse. Errors: stable 0 of 1,002, canary 2 of 111.\n',
  );
});

test('several versions: a row for each', () => {
  const [shares] = tablesOf(markdownReport(versionsVerdict()));
  expect(shares?.[3]).toEqual([
    '<code>v2</code>',
    '30 % ± 3 points',
    '40.00 %',
    '38.00 % and 42.00 %',
    '400 of 1,000',
  ]);
  expect(shares).toHaveLength(5);
});

test('many replicas are summed up by version, many versions are cut', () => {
  const replicas = (count: number, version: (index: number) => string | null) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `i${index}`,
        { version: version(index), track: null, count: 2 },
      ]),
    );
  const of = (instances: ReturnType<typeof replicas>) => markdownReport(verdictWith({ instances }));
  expect(tablesOf(of(replicas(24, () => null)))[1]).toHaveLength(2 + 24);
  expect(tablesOf(of(replicas(25, () => null)))[1]?.slice(2)).toEqual([['–', '–', '25', '50']]);
  const hostile = of(replicas(10_000, (index) => `v${index}`));
  expect(tablesOf(hostile)[1]).toHaveLength(2 + 24);
  expect(hostile).toContain('\n\nAnd 9,976 more.\n');
});

describe('what comes from elsewhere stays text', () => {
  test.each(EVIL)('%j', (evil) => {
    for (const outcome of OUTCOMES) {
      const report = markdownReport(verdictNaming(evil, outcome));
      expect(report).not.toMatch(HARMFUL);
      expect(report.split('\n')).toHaveLength(
        markdownReport(verdictNaming('plain', outcome)).split('\n').length,
      );
      expect(withoutStructure(report)).not.toMatch(/[\\`*_[\]<>&|~#$@]|:\S|www\./i);
      const cell = tablesOf(report)[1]?.[2]?.[1] ?? '';
      const name = printable(evil).replace(/\p{Surrogate}/gu, '\ufffd');
      expect(decoded(cell)).toBe(`<code>${name}</code>`);
    }
  });
});
