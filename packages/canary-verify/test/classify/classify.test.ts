import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { classify, failureOf } from '../../src/classify/classify.js';
import type { Answer } from '../../src/observation/observation.js';
import { readClassifyRules } from '../../src/options/classify-rules.js';
import type { VerifyOptions } from '../../src/options/options.js';

interface Said extends Partial<Omit<Answer, 'body'>> {
  body?: string | Buffer;
}

function origin(options: VerifyOptions, { body = '', ...answer }: Said) {
  return classify(
    { status: 200, headers: {}, body: Buffer.from(body), ...answer },
    readClassifyRules(options, false),
  );
}

const track = (options: VerifyOptions, answer: Said) => {
  const result = origin(options, answer);
  return typeof result === 'string' ? result : result.track;
};

describe('by default', () => {
  test('the headers say it', () => {
    const headers = {
      'x-service-track': 'canary',
      'x-service-version': '1.1.0',
      'x-service-instance': 'b-1',
    };
    expect(origin({}, { headers })).toEqual({
      track: 'canary',
      service: null,
      version: '1.1.0',
      instance: 'b-1',
    });
  });
  test('the body of /version names the origin where headers do not', () => {
    const body = JSON.stringify({
      service: 'service-v1',
      version: '1.0.0',
      track: 'stable',
      instance: 'a-1',
    });
    expect(origin({}, { body })).toEqual({
      track: 'stable',
      service: 'service-v1',
      version: '1.0.0',
      instance: 'a-1',
    });
  });
  test('the ending of the service name tells the track when nothing else does', () => {
    const body = (service: string) => JSON.stringify({ service, version: '1', track: null, instance: null });
    expect(track({}, { body: body('service-v1') })).toBe('stable');
    expect(track({}, { body: body('service-v2') })).toBe('canary');
    expect(track({}, { body: body('service') })).toBe(null);
  });
  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"track":"purple"}',
    '{"track":{"track":"canary"}}',
    '"canary"',
    '\u0000',
  ])('a body of %j says nothing', (body) => expect(track({}, { body })).toBe(null));
});

describe('by what the user names', () => {
  test('a header', () => {
    const options = { by: 'header:X-Release', canary: 'blue', stable: 'green' };
    expect(track(options, { headers: { 'x-release': 'blue' } })).toBe('canary');
    expect(track(options, { headers: { 'x-release': 'green' } })).toBe('stable');
    expect(track(options, { headers: { 'x-release': 'red' } })).toBe(null);
    expect(track(options, {})).toBe(null);
  });
  test('a value in the body, at a pointer with escaped characters', () => {
    const options = { by: 'json:/build~1info/0/id', canary: '7' };
    expect(track(options, { body: '{"build/info":[{"id":7}]}' })).toBe('canary');
    expect(track(options, { body: '{"build/info":[{"id":6}]}' })).toBe('stable');
    expect(track(options, { body: '{"build/info":[]}' })).toBe(null);
  });
  test('a regular expression for the body gives its first group, or the whole match', () => {
    const options = { by: 'body:<b>v(\\d+)</b>', canary: '2', stable: '1' };
    expect(track(options, { body: '<p>shop <b>v2</b></p>' })).toBe('canary');
    expect(track(options, { body: '<p>shop <b>v1</b></p>' })).toBe('stable');
    expect(track(options, { body: '<p>shop <b>v3</b></p>' })).toBe(null);
    expect(track(options, { body: '<p>shop</p>' })).toBe(null);
    expect(origin({ by: 'body:v\\d+' }, { body: 'shop v2' })).toMatchObject({ version: 'v2', track: null });
  });
  test('the version that is the canary', () => {
    const headers = (version: string) => ({ 'x-service-version': version, 'x-service-track': 'stable' });
    expect(track({ canary: '1.1.0' }, { headers: headers('1.1.0') })).toBe('canary');
    expect(track({ canary: '1.1.0' }, { headers: headers('1.0.0') })).toBe('stable');
  });
  test('the status: an endpoint that only the canary has', () => {
    expect(track({ by: 'status' }, { status: 204 })).toBe('canary');
    expect(track({ by: 'status' }, { status: 404 })).toBe('stable');
    expect(track({ by: 'status' }, { status: 302 })).toBe(null);
  });
});

describe('a compressed body', () => {
  const body = gzipSync('{"track":"canary","version":"1.1.0"}');
  const headers = { 'content-encoding': 'gzip' };

  test.each([
    {},
    { by: 'json:/version', canary: '1.1.0' },
    { by: 'body:"version":"(.*?)"', canary: '1.1.0' },
  ])('is read by %j', (options) =>
    expect(origin(options, { headers, body })).toMatchObject({ track: 'canary', version: '1.1.0' }),
  );

  test.each([{}, { by: 'json:/version' }, { by: 'body:.*' }])(
    'that is broken is a failure by %j',
    (options) => expect(origin(options, { headers, body: body.subarray(0, -9) })).toBe('malformed'),
  );

  test('a body that is not needed may be broken', () => {
    const broken = { headers: { ...headers, 'x-service-track': 'canary' }, body: 'no gzip' };
    expect(track({}, broken)).toBe('canary');
    expect(track({ by: 'status' }, broken)).toBe('canary');
    expect(track({ by: 'header:X-Service-Track' }, { ...broken })).toBe('canary');
    expect(track({ by: 'header:X-V', canary: '2' }, { headers: { ...headers, 'x-v': '2' }, body: 'x' })).toBe(
      'canary',
    );
  });
});

test('a status of 500 or more is a failure, which still says where it comes from', () => {
  const answer = { status: 503, headers: { 'x-service-track': 'canary' }, body: Buffer.from('') };
  expect(failureOf(answer)).toBe('http-503');
  expect(track({}, answer)).toBe('canary');
  expect(failureOf({ ...answer, status: 499 })).toBeNull();
  expect(track({ by: 'status' }, { status: 500 })).toBeNull();
});
