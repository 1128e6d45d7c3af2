import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JournalRecord, rollOut } from 'canary-verify/rollout';
import { startTopology } from 'canary-verify/topology';
import { afterAll, describe, expect, test } from 'vitest';
import { failingTopology } from '../src/message-topology.js';

const folder = mkdtempSync(join(tmpdir(), 'marked-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A rollout of two steps behind fixtures/haproxy/header-and-map.cfg, with versions that fail. */
async function rollOutFailing(name: string, failing: Parameters<typeof failingTopology>[0]) {
  await using topology = await startTopology('local', failingTopology(failing));
  const records: JournalRecord[] = [];
  const share = { map: 'maps/percent.map', haproxyStats: [topology.haproxySocket] };
  const end = await rollOut({
    ...{ name, share, state: folder, steps: [{ header: 'X-Canary: always' }, '10%'] },
    verify: { target: `${topology.urls.service}/messages` },
    onRecord: (record) => records.push(record),
  });
  const shares = records.flatMap((record) => (record.type === 'setting' ? [record.share] : []));
  const kinds = records.flatMap((record) => (record.type === 'verdict' ? record.diagnoses : []));
  return { ...end, shares, kinds };
}

const FAILS_MORE = 'requests that must reach the canary fail more often than the others';

describe('the step of marked requests, with a canary', () => {
  test.each([
    ['that hangs up each time', { FAILS_ONE_OF: '1', FAILS_BY: 'reset' }],
    ['that hangs up one time in five', { FAILS_ONE_OF: '5', FAILS_BY: 'reset' }],
    ['that answers 500 one time in five', { FAILS_ONE_OF: '5', FAILS_BY: '500' }],
  ])('%s, goes back before the canary has any share', async (name, failing) => {
    const ended = await rollOutFailing(name.replaceAll(' ', '-'), { 'service-v2': failing });
    expect(ended).toMatchObject({ state: 'rolled-back', reason: FAILS_MORE, shares: [0, 0] });
    expect(ended.kinds).toContain('marked-requests-fail');
  });

  test('and a stable version that both hang up is held: it is not known whose fault it is', async () => {
    const failing = { FAILS_ONE_OF: '3', FAILS_BY: 'reset' };
    const ended = await rollOutFailing('both', { 'service-v1': failing, 'service-v2': failing });
    expect(ended).toMatchObject({ state: 'held', shares: [0] });
    expect(ended.reason).toContain('unmeasured');
    expect(ended.kinds).not.toContain('marked-requests-fail');
  });
});
