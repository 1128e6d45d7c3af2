import { expect, test } from 'vitest';
import { EXPLAIN } from '../../src/cli/commands/explain.js';
import { FLAGS } from '../../src/cli/flags/table.js';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { isOutside } from '../../src/statistics/answer-split.js';
import { wholeFigure } from '../../src/text/figures.js';
import { pageCalled } from '../output/pages.js';
import { answerOf, runOn } from '../run-on.js';

const page = pageCalled('production').text;
const planOf = (options: VerifyOptions) => makePlan(resolveOptions(options));
const [tenth] = planOf({ expect: '10%' }).attempts[0].arms;
const mean = Math.round(tenth.needed.mean / 10) * 10;

/** The other two cells of the row of a table. */
function row(name: string): string {
  const [, cells = ''] = new RegExp(`^\\| ${name} \\| (.+) \\|$`, 'm').exec(page) ?? [];
  return cells;
}

test('the requests of a share are those that are planned', () => {
  expect(row('`--expect 10%`')).toBe(
    `about ${wholeFigure(mean)} in the mean | three times as many, or \`-n\``,
  );
  expect(tenth.budget).toBe(3 * tenth.needed.mean);
});

test('so are those of one version alone, and of kinds of request', () => {
  const [only] = planOf({ expect: '0%' }).attempts[0].arms;
  expect(row('`--expect 0%` or `100%`')).toBe(`${only.needed.mean} | three times as many, or \`-n\``);
  expect(only.budget).toBe(3 * only.needed.mean);
  const twelve = Array.from({ length: 12 }, (_, kind) => ({ name: `${kind}`, expect: '0%', together: true }));
  const [nearMiss] = planOf({ arms: twelve }).attempts[0].arms;
  expect(row('`headers`')).toBe(
    `${only.needed.mean} for each kind of request; with \`--quick\` ${nearMiss.needed.mean} for each of twelve near misses | three times as many, or \`-n\` for each kind`,
  );
  expect(nearMiss.budget).toBe(3 * nearMiss.needed.mean);
});

test('defaults are those of the flags', () => {
  const explained = Number(EXPLAIN.wording?.['max-requests']?.defaultText);
  expect(row('`explain` with a URL')).toBe(`${wholeFigure(explained)} | \`-n\``);
  expect(row('`watch`')).toContain(`a pause of ${FLAGS.pause.defaultText.replace('s', ' s')} |`);
  expect(page).toContain(`after ${FLAGS['max-time'].defaultText.replace('s', ' seconds')} at the latest`);
  const { connections, maxTimeMs } = resolveOptions({ expect: '10%' });
  expect(page).toContain(`At most ${connections} requests are under way at once`);
  expect(FLAGS.connections.defaultText).toBe(`${connections}`);
  expect(FLAGS['max-time'].defaultText).toBe(`${maxTimeMs / 1_000}s`);
});

test('the times at a rate follow from the requests', () => {
  // So many under way, each for 100 ms.
  expect(page).toContain(`at 100 ms per\nresponse, ${10 / 0.1} requests per second`);
  expect(page).toContain(`Then ${wholeFigure(mean)} requests take ${mean / 50} seconds.`);
  expect(page).toContain(`At \`--rate 20\` they take ${Math.round(mean / 20)} seconds`);
});

test('connections are reused beyond so many expected requests', () => {
  const [, limit = ''] =
    /Up to ([\d,]+) expected requests, each has a connection of its own/.exec(page) ?? [];
  const reuses = (share: string, tolerance: string) => planOf({ expect: share, tolerance }).attempts[0];
  const few = reuses('10%', '1.6pp');
  const many = reuses('10%', '1.5pp');
  const most = Number(limit.replace(',', ''));
  for (const { reuse, arms } of [few, many]) expect(reuse).toBe(arms[0].needed.mean > most);
  expect([few.reuse, many.reuse]).toEqual([false, true]);
});

test('a canary that gets nothing is found as the page says', () => {
  if (tenth.test.kind !== 'share') throw new Error('no share');
  const { split } = tenth.test;
  let stable = 1;
  while (!isOutside(split, { stable, canary: 0, unknown: 0 })) stable++;
  expect(page).toContain(`found after\nabout ${Math.round(stable / 10) * 10} requests`);
  const stableOnly = answerOf('stable');
  const canary = answerOf('canary');
  // A canary is known by one response, as by the track of its header.
  const { verdict } = runOn({ expect: '10%' }, ({ request }) => (request === 0 ? canary : stableOnly));
  expect(verdict.verdict).toBe('differs');
  expect(page).toContain(`goes on to ${Math.round(verdict.requests / 100) * 100} requests`);
});
