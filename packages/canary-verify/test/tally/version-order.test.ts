import { describe, expect, test } from 'vitest';
import { higherVersion } from '../../src/tally/version-order.js';

describe('the higher of two versions is known', () => {
  test.each([
    ['1.0.0', '1.0.1', '1.0.1'],
    ['1.9.0', '1.10.0', '1.10.0'],
    ['v2', '1.9', 'v2'],
    ['v1', 'v2', 'v2'],
    ['1.0', '1.0.1', '1.0.1'],
    ['12.0.0', '9.0.0', '12.0.0'],
    ['1.0.0+build.1', '1.1.0+build.0', '1.1.0+build.0'],
    ['v1.0.0', '1.1.0', '1.1.0'],
    ['1.2.3', '1.3.0-canary.1', '1.3.0-canary.1'],
    ['1.0.0', '1.1.0-alpha.0.sha-3f2a', '1.1.0-alpha.0.sha-3f2a'],
    ['1.0.0-rc.2', '1.0.0-rc.10', '1.0.0-rc.10'],
    ['1.0.0-rc', '1.0.0-rc.1', '1.0.0-rc.1'],
    ['1.0.0-alpha', '1.0.0-beta', '1.0.0-beta'],
    ['1.0.0-beta.9', '1.0.0-RC.1', '1.0.0-RC.1'],
    ['1.2.0-SNAPSHOT', '1.1.9', '1.2.0-SNAPSHOT'],
    ['1.0.99999', '1.0.100', '1.0.99999'],
  ])('of %s and %s: %s', (one, other, higher) => {
    expect(higherVersion(one, other)).toBe(higher);
    expect(higherVersion(other, one)).toBe(higher);
  });
});

describe('nobody guesses', () => {
  test.each([
    ['a release and its own pre-release', '1.0.0-rc.1', '1.0.0'],
    ['a release and the pre-release that is called canary', 'v1.2.3', 'v1.2.3-canary.1'],
    ['a tag and commits since then', 'v1.0.0', 'v1.0.0-14-g2414721'],
    ['commits since one tag', 'v1.0.0-9-g2414721', 'v1.0.0-14-gabcdef0'],
    ['commits since a tag, and a fix of that tag on another branch', 'v1.0.0-14-g2414721', 'v1.0.1'],
    ['commits since a pre-release', 'v1.1.0-rc.1-3-g2414721', 'v1.0.0'],
    ['changes that were not committed', '1.0.0-dirty', '1.1.0'],
    ['revisions of a package', '1.0.0-1', '1.0.0-2'],
    ['a version and its revision', '1.0.0', '1.0.0-2'],
    ['revisions of a distribution', '1.0.0-2ubuntu1', '1.0.0-2ubuntu2'],
    ['a revision and a word', '1.0.0-1', '1.0.0-alpha'],
    ['words without an order', '1.0.0-9a', '1.0.0-10'],
    ['words without an order', '1.0.0-a9', '1.0.0-b1'],
    ['words without an order', '1.0.0-blue', '1.0.0-green'],
    ['hashes behind a version', '1.1.0-alpha.0.sha-3f2a', '1.1.0-alpha.0.sha-9c01'],
    ['hashes behind a stage', '1.1.0-rc.3f2a', '1.1.0-rc.9c01'],
    ['builds of a stage', '1.1.0-rc.1.5', '1.1.0-rc.1.9'],
    ['hashes behind no version', '0.0.0-experimental-3f2a', '0.0.0-experimental-9c01'],
    ['no version and a version', '0.0.0-experimental-3f2a', '1.0.0'],
    ['development without a version', '0.0.0', '1.0.0'],
    ['snapshots', '1.0.0-SNAPSHOT', '1.0.0'],
    ['build metadata', '1.0.0+a', '1.0.0+b'],
    ['build numbers as metadata', '1.0.0+101', '1.0.0+102'],
    ['build numbers', '101', '102'],
    ['build numbers with a word', 'build-101', 'build-102'],
    ['hashes of digits', '1234567', '7654321'],
    ['hashes', '3f2a9c0', '9c013f2'],
    ['dates', '2026-11-29', '2026-11-30'],
    ['dates in one number', '20261129', '20261130'],
    ['dates with points', '2026.11.29', '2026.11.30'],
    ['dates as a part', '1.0.20261129', '1.0.20261130'],
    ['days with a zero in front', '1.2.01', '1.2.02'],
    ['two ways to write one version', '1.0.0', 'v1.0.0'],
    ['two ways to write one version', '1.0', '1.0.0'],
    ['names', 'blue', 'green'],
    ['a name and a version', 'blue', '1.0.0'],
    ['four parts', '1.0.0.0', '1.0.0.1'],
    ['what only looks like a version', '1.0.0+', '0.9.0'],
    ['what only begins like one', '1.0.0x', '0.9.0'],
    ['what only ends like one', 'x1.0.0', '0.9.0'],
    ['the same twice', '1.0.0', '1.0.0'],
    ['a count that no number holds', '1.0.9007199254740993', '1.0.9007199254740992'],
  ])('%s: %s and %s', (_, one, other) => {
    expect(higherVersion(one, other)).toBeNull();
    expect(higherVersion(other, one)).toBeNull();
  });
});
