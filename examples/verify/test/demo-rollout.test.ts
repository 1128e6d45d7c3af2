import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dockerAnswers } from 'canary-verify/topology';
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

function runDemo(driver: 'local' | 'compose'): string {
  const run = spawnSync(process.execPath, [pathOf('examples/verify/dist/demo-rollout.js'), driver], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.status, run.stdout).toBe(0);
  expect(run.stdout).toMatch(/succeeded.*\nother clients: [\d,]+ requests answered, none failed\n/);
  return `$ npm run demo:rollout\n${run.stdout}`;
}

test('the rollout of the demo goes up and back as the page shows it, and other clients lose nothing', () => {
  const told = runDemo('local');
  const page = readFileSync(PAGE, 'utf8');
  if (process.env.CANARY_VERIFY_WRITE_DEMO === '1')
    writeFileSync(
      PAGE,
      page.replace(BLOCK, () => told),
    );
  expect(withoutFigures(told)).toEqual(withoutFigures(BLOCK.exec(page)?.[0] ?? ''));
});

const answers = await dockerAnswers();
const required = process.env.CANARY_VERIFY_REQUIRE_DOCKER === '1';

test.skipIf(!answers && !required)('in containers it goes up by the same steps', () => {
  const [good = ''] = (BLOCK.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '').split('▶ a broken version');
  expect(withoutFigures(runDemo('compose'))).toEqual(withoutFigures(good));
});
