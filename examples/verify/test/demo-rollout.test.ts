import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pathOf } from './documented.js';

const PAGE = pathOf('packages/canary-verify/docs/rollouts.md');
const BLOCK = /(?<=<!-- demo:rollout -->\n\n```console\n)[\s\S]*?(?=```)/;

/** What is the same each time: not the time, how much was measured, and at which share a version that fails is found. */
function withoutFigures(told: string): string[] {
  const [good = '', broken = ''] = told.split('▶ a broken version');
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) =>
        line
          .replace(/^\d\d:\d\d:\d\d/, 'hh:mm:ss')
          .replace(/[\d.]+ % measured in [\d,]+ requests/, 'measured')
          .replace(/[\d,]+ requests answered/, 'requests answered'),
      )
      .filter((line) => line !== '');
  const back = lines(broken);
  const from = back.findIndex((line) => line.includes('going back'));
  return [
    ...lines(good),
    ...back.slice(0, 3),
    ...back.slice(from).map((line) => line.replace(/\d+ (of|failed)/g, 'n $1')),
  ];
}

test('the rollout of the demo goes up and back as the page shows it, and other clients lose nothing', () => {
  const run = spawnSync(process.execPath, [pathOf('examples/verify/dist/demo-rollout.js'), 'local'], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.status, run.stdout).toBe(0);
  const page = readFileSync(PAGE, 'utf8');
  const told = `$ npm run demo:rollout\n${run.stdout}`;
  if (process.env.CANARY_VERIFY_WRITE_DEMO === '1')
    writeFileSync(
      PAGE,
      page.replace(BLOCK, () => told),
    );
  expect(run.stdout).toMatch(/succeeded.*\nother clients: [\d,]+ requests answered, none failed\n/);
  expect(withoutFigures(told)).toEqual(withoutFigures(BLOCK.exec(page)?.[0] ?? ''));
});
