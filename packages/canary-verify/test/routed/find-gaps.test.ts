import { describe, expect, test } from 'vitest';
import { findGaps } from '../../src/routed/find-gaps.js';
import type { TrafficWindow } from '../../src/routed/traffic-window.js';
import type { WantedReplica, WantedReplicas } from '../../src/routed/wanted-replicas.js';
import type { Track } from '../../src/terms/track.js';

const replica = (instance: string, track: Track): WantedReplica => ({
  instance,
  track,
  address: `${instance}:80`,
});
const CONSUL = [replica('a-1', 'stable'), replica('a-2', 'stable'), replica('b-1', 'canary')];

function gaps(
  { counts = null, healthy = CONSUL }: Partial<WantedReplicas>,
  answering: Record<string, Track | null>,
  { seen = answering, ...window }: Partial<TrafficWindow> & { seen?: Record<string, Track | null> } = {},
) {
  const traffic: TrafficWindow = {
    ...{ requests: 30, unnamed: 0, failed: 0, cause: null },
    replicas: new Map(Object.entries(answering)),
    ...window,
  };
  return findGaps({ wanted: { counts, healthy }, traffic, seen: new Map(Object.entries(seen)) });
}

const ALL = { 'a-1': 'stable', 'a-2': 'stable', 'b-1': 'canary' } as const;

describe('with Consul', () => {
  test('nothing is missing where just the healthy replicas answer', () => {
    expect(gaps({}, ALL)).toEqual([]);
    expect(gaps({ counts: { stable: 2, canary: 1 } }, ALL)).toEqual([]);
  });

  test('a replica that was seen before need not be among the latest: it may have a small weight', () => {
    expect(gaps({}, { 'a-1': 'stable', 'b-1': 'canary' }, { seen: ALL })).toEqual([]);
  });

  test('a healthy one that has not answered is missing, and one that is not healthy must not answer', () => {
    expect(gaps({}, { 'a-1': 'stable', 'b-1': 'canary', 'a-9': 'stable' })).toEqual([
      { kind: 'not-answering', instance: 'a-2' },
      { kind: 'still-answering', instance: 'a-9' },
    ]);
  });

  test('the number of healthy ones must be the one that was given', () => {
    expect(gaps({ counts: { stable: 2, canary: 4 } }, ALL)).toEqual([
      { kind: 'not-healthy-yet', track: 'canary', healthy: 1, wanted: 4 },
    ]);
  });

  test('where responses have names of their own, the numbers are compared', () => {
    expect(gaps({}, { x: 'stable', y: 'stable', z: 'canary' })).toEqual([]);
    expect(gaps({}, { x: 'stable', z: 'canary' })).toEqual([
      { kind: 'other-number-answers', track: 'stable', answering: 1, wanted: 2 },
    ]);
    expect(gaps({}, { x: null, z: null })).toEqual([
      { kind: 'other-number-answers', track: null, answering: 2, wanted: 3 },
    ]);
  });
});

describe('without Consul', () => {
  const given = { counts: { stable: 2, canary: 1 }, healthy: null };

  test('as many of each version must answer as were given', () => {
    expect(gaps(given, ALL)).toEqual([]);
    expect(gaps(given, { ...ALL, 'b-2': 'canary' })).toEqual([
      { kind: 'other-number-answers', track: 'canary', answering: 2, wanted: 1 },
    ]);
    expect(gaps(given, {})).toEqual([{ kind: 'other-number-answers', track: null, answering: 0, wanted: 3 }]);
  });
});

test('requests that fail, and responses that name no replica, are no routing to rely on', () => {
  expect(gaps({}, ALL, { failed: 2, cause: 'http-503', unnamed: 3 })).toEqual([
    { kind: 'requests-fail', failed: 2, requests: 30, cause: 'http-503' },
    { kind: 'answers-unnamed', requests: 3 },
  ]);
});

test('a replica is not called silent while responses name no replica: it may be one of those', () => {
  const unnamed = [{ kind: 'answers-unnamed', requests: 30 }];
  expect(gaps({}, {}, { unnamed: 30 })).toEqual(unnamed);
  expect(gaps({ counts: { stable: 2, canary: 1 } }, {}, { unnamed: 30 })).toEqual(unnamed);
});
