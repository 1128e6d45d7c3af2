import { describe, expect, test } from 'vitest';
import { rolloutPage } from '../../src/reporters/html/rollout-page.js';
import { type RolloutCourse, rolloutCourse } from '../../src/reporters/rollout-course.js';
import { rolloutMarkdown } from '../../src/reporters/rollout-markdown.js';
import { FakeReplicas, SimulatedRollout } from './simulated.js';

async function courseOf(steps: readonly unknown[], canaryErrors: number): Promise<RolloutCourse> {
  using rollout = new SimulatedRollout(21, { stable: 0, canary: canaryErrors });
  rollout.replicas = new FakeReplicas({ stable: 4, canary: 0 });
  await rollout.start(steps);
  const course = rolloutCourse(await rollout.records());
  if (course === null) throw new Error('nothing was told');
  return course;
}

describe('the course of a rollout', () => {
  test('has each share that was set, and each run with what followed', async () => {
    const { state, shares, runs } = await courseOf([{ header: 'X-Canary: always' }, '10%', '50%'], 0);
    expect(state.name).toBe('succeeded');
    expect(shares.map(({ share }) => share)).toEqual([0, 0.1, 0.5, 1]);
    expect(runs.map(({ where, marked, followed }) => [where, marked, followed])).toEqual([
      ['step 1 of 4 (X-Canary: always)', true, 'goes on'],
      ['step 2 of 4 (10 %)', false, 'goes on'],
      ['step 3 of 4 (50 %)', false, 'goes on'],
      ['step 4 of 4 (100 %)', false, 'goes on'],
    ]);
    const times = runs.map(({ elapsedMs }) => elapsedMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  test('says by which rule it went back', async () => {
    const { runs } = await courseOf(['10%'], 0.3);
    expect(runs.map(({ followed }) => followed)).toEqual(['goes back: the canary is worse', 'goes on']);
  });

  test('is nothing before a rollout has begun', () => expect(rolloutCourse([])).toBeNull());
});

describe('the reports', () => {
  test('the page has the share as steps, a dot for each run of a share, and every count', async () => {
    const course = await courseOf([{ header: 'X-Canary: always' }, '10%', '50%'], 0);
    const page = rolloutPage(course);
    expect(page).toContain('<h1>shop: succeeded</h1>');
    // One in the legend, and not that of the marked requests.
    expect(page.match(/class="dot"/g)).toHaveLength(1 + 3);
    expect(page.match(/class="line" d="M[^"]*V/g)).toHaveLength(1);
    for (const { verdict } of course.runs) expect(page).toContain(verdict.requests.toLocaleString('en-US'));
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  test('text from elsewhere stays text', async () => {
    const course = await courseOf(['10%'], 0.3);
    const reason = '<script>alert(1)</script> @all';
    const evil = { ...course, state: { ...course.state, context: { ...course.state.context, reason } } };
    expect(rolloutPage(evil)).not.toContain('<script>');
    expect(rolloutMarkdown(evil)).not.toMatch(/<script>|@all/);
  });

  test('the table for a pull request has a row for each run', async () => {
    const told = rolloutMarkdown(await courseOf(['10%'], 0.3));
    expect(told).toMatch(/^### shop: rolled-back: the canary is worse\n\nIn \d/);
    expect(told.match(/^\| \d/gm)).toHaveLength(2);
    expect(told).toContain('goes back: the canary is worse');
  });
});
