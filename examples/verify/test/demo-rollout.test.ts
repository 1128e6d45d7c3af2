import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
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
      // A replica that was slow once, or a measurement that a slow machine did not end, is measured again.
      .filter((line) => !/ measured \((canary-worse|time-spent, still-open)\)$/.test(line))
      // How often a step is measured while it is watched depends on the machine.
      .filter((line, index, all) => line !== '' && line !== all[index - 1]);
  const back = lines(broken);
  const from = back.findIndex((line) => line.includes('going back'));
  return [
    ...lines(good),
    ...back.slice(0, 3),
    ...back.slice(from).map((line) => line.replace(/\d+ (of|failed)/g, 'n $1')),
  ];
}

async function runDemo(driver: 'local' | 'compose'): Promise<string> {
  const child = spawn(process.execPath, [pathOf('examples/verify/dist/demo-rollout.js'), driver]);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(stderr).toBe('');
  expect(child.exitCode, stdout).toBe(0);
  expect(stdout).toMatch(/succeeded.*\nother clients: [\d,]+ requests answered, none failed\n/);
  return `$ npm run demo:rollout\n${stdout}`;
}

test('the rollout of the demo goes up and back as the page shows it, and other clients lose nothing', async () => {
  const told = await runDemo('local');
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

test.skipIf(!answers && !required)('in containers it goes up by the same steps', async () => {
  const [good = ''] = (BLOCK.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '').split('▶ a broken version');
  expect(withoutFigures(await runDemo('compose'))).toEqual(withoutFigures(good));
});
