import { describe, expect, test } from 'vitest';
import type { Origin } from '../../src/classify/origin.js';
import {
  type ArmTally,
  countFailure,
  countResponse,
  emptyTally,
  routedCounts,
} from '../../src/tally/tally.js';

const from = (
  version: string | null,
  track: Origin['track'] = null,
  instance: string | null = null,
): Origin => ({
  version,
  track,
  instance,
  service: null,
});

function counted(...origins: Origin[]) {
  const tally = emptyTally([[]]);
  const arm = tally.arms[0] as ArmTally;
  const voided = origins.map((origin) => countResponse(tally, arm, { origin: origin, address: 0 }).voided);
  const { stable, canary, unidentified } = arm;
  return { stable, canary, unidentified, voided, canaryVersion: tally.versions.canary };
}

describe('versions that do not say their track', () => {
  test('a single version without a track is unidentified', () => {
    expect(counted(from('1.0.0'), from('1.0.0'))).toMatchObject({ stable: 0, canary: 0, unidentified: 2 });
  });
  test('of two, the higher one is the canary, and the first ones are counted after all', () => {
    const result = counted(from('1.9.0'), from('1.9.0'), from('1.10.0'));
    expect(result).toMatchObject({ stable: 2, canary: 1, unidentified: 0, canaryVersion: '1.10.0' });
    expect(result.voided).toEqual([true, false, true]);
  });
  test('a third one makes all of them unidentified again, and voids what was concluded', () => {
    const result = counted(from('1.0.0'), from('1.1.0'), from('1.2.0'));
    expect(result).toMatchObject({ stable: 0, canary: 0, unidentified: 3, canaryVersion: null });
    expect(result.voided.at(-1)).toBe(true);
  });
  test('two that cannot be compared stay unidentified', () => {
    expect(counted(from('blue'), from('green'))).toMatchObject({ unidentified: 2 });
  });
});

test('a failure counts as a request and as neither version', () => {
  const tally = emptyTally([[]]);
  const arm = tally.arms[0] as ArmTally;
  for (let failures = 0; failures < 2; failures++)
    countFailure(tally, arm, { cause: 'reset', origin: null, address: 0 });
  expect(arm).toMatchObject({ requests: 2, failed: 2, stable: 0, canary: 0, unidentified: 0 });
  expect(Object.fromEntries(arm.failures)).toEqual({ reset: 2 });
});

test('a failure whose answer names its version was routed there; every other one is unknown', () => {
  const tally = emptyTally([[]]);
  const arm = tally.arms[0] as ArmTally;
  const fail = (origin: Origin | null) => countFailure(tally, arm, { cause: 'http-500', origin, address: 0 });
  for (const origin of [from('1', 'stable'), from('1', 'stable'), from('2', 'canary')])
    countResponse(tally, arm, { origin, address: 0 });
  for (const origin of [from('1', 'stable'), from('2', 'canary'), from('2', 'canary'), null, null, null])
    fail(origin);
  expect(routedCounts(arm)).toEqual({ stable: 3, canary: 3, unknown: 3 });
});

test('a server that names a new instance in every response cannot fill the memory', () => {
  const tally = emptyTally([[]]);
  const arm = tally.arms[0] as ArmTally;
  for (let index = 0; index < 50_000; index++)
    countResponse(tally, arm, { origin: from('1.0.0', 'stable', `i-${index}`), address: 0 });
  expect(arm.stable).toBe(50_000);
  expect(arm.origins.size).toBeLessThanOrEqual(10_001);
});

test('an expectation that names versions counts each of them, by version, service or track, and the first as stable', () => {
  const tally = emptyTally([['v1', 'v2', 'canary']]);
  const arm = tally.arms[0] as ArmTally;
  for (const origin of [from('v1'), from('v2'), from('v2'), from('v9', 'canary'), from('v7')])
    countResponse(tally, arm, { origin: origin, address: 0 });
  expect(arm).toMatchObject({ named: [1, 2, 1], stable: 1, canary: 3, unidentified: 1 });
});
