import { expect, test } from 'vitest';
import { type ReporterName, renderReport } from '../../src/reporters/index.js';
import { pageCalled } from '../output/pages.js';
import { answerOf, runOn, turns } from '../run-on.js';

/** Three stable replicas and one canary, in turn. */
const answers = [1, 2, 3].map((number) =>
  answerOf('stable', { 'x-service-instance': `service-v1-${number}` }),
);
const { verdict } = runOn(
  { target: 'http://localhost:48151/version', expect: '25%' },
  turns(...answers, answerOf('canary')),
);

const SAMPLE = /(<!-- report: (\w+) -->\n\n```\w*\n)[\s\S]*?```/g;

// vitest run test/pages/reports.test.ts --update writes the samples anew.
test('docs/reports.md shows each report as it is written', async () => {
  const { text, file } = pageCalled('reports');
  const names = [...text.matchAll(SAMPLE)].map(([, , name = '']) => name as ReporterName);
  const samples = new Map(
    await Promise.all(names.map(async (name) => [name, await renderReport(name, { verdict })] as const)),
  );
  expect(names).toEqual(['markdown', 'junit', 'github', 'prometheus']);
  const shown = text.replace(
    SAMPLE,
    (_, start: string, name: ReporterName) => `${start}${samples.get(name)}\`\`\``,
  );
  await expect(shown).toMatchFileSnapshot(file);
});

test('docs/json.md shows fields of a verdict', async () => {
  const { text, file } = pageCalled('json');
  const { verdict: answer, exitCode, expected, share, interval, requests, stable, canary, failed } = verdict;
  const fields = { verdict: answer, exitCode, expected, share, interval, requests, stable, canary, failed };
  const shown = text.replace(
    /(<!-- report: json -->\n\n```json\n)[\s\S]*?```/,
    (_, start: string) => `${start}${JSON.stringify(fields, null, 2)}\n\`\`\``,
  );
  expect(shown).toContain('"verdict": "matches"');
  await expect(shown).toMatchFileSnapshot(file);
});
