import { describe, expect, test } from 'vitest';
import { rolloutView } from '../../src/reporters/rollout-view.js';
import type { JournalRecord } from '../../src/rollout/journal.js';
import { SimulatedRollout } from '../rollout/simulated.js';

const view = (records: readonly JournalRecord[], columns = 100) =>
  rolloutView({ records, now: Date.parse(records.at(-1)?.at ?? '') + 3_000, progress: null }, columns);

/** The records up to the last one of this kind. */
const until = (records: readonly JournalRecord[], like: (record: JournalRecord) => boolean) =>
  records.slice(0, records.findIndex(like) + 1);

describe('the view of a rollout', () => {
  test('has step, asked, read and measured share, health with its intervals, and what is left', async () => {
    using rollout = new SimulatedRollout(3, { stable: 0.004, canary: 0.004 });
    await rollout.start(['10%', { share: '50%', pause: true }]);
    const records = await rollout.records();
    expect(view(records.slice(0, 1))).toEqual([
      'shop: step 1 of 3 (10 %), shifting for 3 s',
      '  steps     ▸ 10 %  50 %  100 %',
      '  asked     10 % ± 3 points',
      '  read      is being set',
      '  measured  not yet',
      '  health    not known before both versions have answered',
      '  budget    1 % of the error rate of 1 % left, after 0 runs',
    ]);
    const first = until(records, ({ type }) => type === 'verdict');
    const { health, requests } = first.at(-1) as Extract<JournalRecord, { type: 'verdict' }>;
    const lines = view(first);
    expect(lines[0]).toMatch(/^shop: step 1 of 3 \(10 %\), verifying for \d s$/);
    expect(lines[3]).toBe('  read      100 of 1000 at lb');
    expect(lines[4]).toMatch(/^ {2}measured {2}matches, \d+\.\d\d % \(\d.* % to \d.* %\) in /);
    expect(lines[4]).toContain(`in ${requests.toLocaleString('en')} requests`);
    expect(lines[5]).toContain(
      `  health    canary ${health?.canary.failed} of ${health?.canary.requests} failed (`,
    );
    expect(lines[6]).toContain(`            stable ${health?.stable.failed} of `);
    expect(lines[7]).toBe('  budget    0.5 % of the error rate of 1 % left, after 1 run');

    // What the first step measured says nothing of the second.
    const second = until(records, (record) => record.type === 'set' && record.seq > first.length);
    expect(view(second).slice(1, 5)).toEqual([
      '  steps     ✔ 10 %  ▸ 50 %  100 %',
      '  asked     50 % ± 3 points',
      '  read      500 of 1000 at lb',
      '  measured  not yet',
    ]);
    expect(view(records)[1]).toBe('  steps     ✔ 10 %  ✔ 50 %  100 %');
  });

  test('of one that goes back asks for 0 %', async () => {
    using rollout = new SimulatedRollout(6, { stable: 0, canary: 0.3 });
    await rollout.start(['10%']);
    const back = until(await rollout.records(), ({ type }) => type === 'verdict');
    const all = await rollout.records();
    const emptying = all.slice(0, back.length + 1);
    expect(view(emptying)[0]).toBe('shop: 0 %, emptying for 3 s');
    expect(view(emptying)[2]).toBe('  asked     0 %');
  });

  test('is narrower than its columns, and says where it was cut', async () => {
    using rollout = new SimulatedRollout(3);
    await rollout.start([{ share: '10%', pause: true }]);
    const lines = view(await rollout.records(), 40);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(40);
    expect(lines.some((line) => line.endsWith('…'))).toBe(true);
  });

  test('is nothing before there is a rollout', () => expect(view([])).toEqual([]));
});
