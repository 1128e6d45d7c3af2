import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { classifier, classify, failureOf, secondHopValue } from '../../src/classify/classify.js';
import { observationClassifier } from '../../src/classify/classify-observation.js';
import type { Answer, Observation } from '../../src/observation/observation.js';
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

describe('the replica', () => {
  const headers = { 'x-service-track': 'canary', 'x-service-instance': 'proxy', 'x-host': 'web-4' };
  const body = '{"host":"web-7","nested":{"id":12}}';

  test.each([
    [{}, 'proxy'],
    [{ instance: 'header:X-Host' }, 'web-4'],
    [{ instance: 'json:/host' }, 'web-7'],
    [{ instance: 'json:/nested/id' }, '12'],
    [{ instance: 'body:web-(\\d)' }, '7'],
    [{ instance: 'header:X-Nobody' }, null],
  ])('is named where %j says', (place, named) => {
    expect(origin(place, { headers, body })).toMatchObject({ track: 'canary', instance: named });
    const byStatus = origin({ ...place, by: 'status' }, { headers, body });
    expect(byStatus).toMatchObject({ track: 'canary', instance: named });
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

describe('what a response says of its version', () => {
  test('by status it is the status, unless the response names a version', () => {
    expect(origin({ by: 'status' }, {})).toMatchObject({ track: 'canary', version: '2xx' });
    expect(origin({ by: 'status' }, { status: 404 })).toMatchObject({ track: 'stable', version: '404' });
    expect(origin({ by: 'status' }, { headers: { 'x-service-version': '1.1.0' } })).toMatchObject({
      version: '1.1.0',
    });
    expect(track({ by: 'status' }, { status: 300 })).toBeNull();
  });

  test('by a header it is that header alone, whatever else the response says', () => {
    const blue = { by: 'header:X-Release', canary: 'blue' };
    const said = { headers: { 'x-release': 'green', 'x-service-version': '7' }, body: '{"service":"blue"}' };
    expect(origin(blue, said)).toMatchObject({ track: 'stable', version: 'green' });
    const byTrack = { by: 'header:X-Role' };
    const headers = { 'x-service-track': 'stable' };
    expect(track(byTrack, { headers: { ...headers, 'x-role': 'canary' } })).toBe('canary');
    expect(track(byTrack, { headers: { ...headers, 'x-role': 'blue' } })).toBeNull();
  });

  test('by the body it is read there, even where a header names a track', () => {
    const said = { headers: { 'x-service-track': 'stable' }, body: '{"version":"2"}' };
    expect(track({ by: 'json:/version', canary: '2' }, said)).toBe('canary');
    expect(track({ by: 'body:"version":"(.*?)"', canary: '2' }, said)).toBe('canary');
  });

  test('only the stable version may be named', () => {
    const version = (version: string) => ({ headers: { 'x-service-version': version } });
    expect(track({ stable: '1.0.0' }, version('1.0.0'))).toBe('stable');
    expect(track({ stable: '1.0.0' }, version('1.1.0'))).toBe('canary');
    expect(track({ stable: '1.0.0' }, {})).toBeNull();
  });

  test('a pointer leads to text, a number or yes and no, and to nothing else', () => {
    const at = (body: string) => origin({ by: 'json:/id' }, { body });
    expect(at('{"id":"7"}')).toMatchObject({ version: '7' });
    expect(at('{"id":7}')).toMatchObject({ version: '7' });
    expect(at('{"id":true}')).toMatchObject({ version: 'true' });
    for (const body of ['{"id":{}}', '{"id":[7]}', '{"id":null}', '{}'])
      expect(at(body)).toMatchObject({ version: null });
    expect(origin({ by: 'json:/id/0' }, { body: '{"id":"text"}' })).toMatchObject({ version: null });
  });

  test('by status a body that cannot be read is no failure', () => {
    const broken = { headers: { 'content-encoding': 'gzip' }, body: 'no gzip' };
    expect(track({ by: 'status' }, broken)).toBe('canary');
    expect(origin({}, broken)).toBe('malformed');
  });
});

test('a status of exactly 500 is a failure', () => {
  expect(failureOf({ status: 500, headers: {}, body: Buffer.from('') })).toBe('http-500');
});

test('an answer that comes again is read once, unless it is long', () => {
  const read = classifier(readClassifyRules({}, false));
  const answer = (length: number) => ({ status: 200, headers: {}, body: Buffer.alloc(length, ' ') });
  const [short, long] = [answer(4_096), answer(16_385)];
  expect(read(short)).toBe(read(short));
  expect(read(long)).toEqual(read(short));
  expect(read(long)).not.toBe(read(long));
});

describe('the second service', () => {
  const { source: header } = readClassifyRules({ by: 'header:X-Credit' }, false);
  const { source: json } = readClassifyRules({ by: 'json:/credit' }, false);
  const said = (headers: Answer['headers'], body: string | Buffer): Answer => ({
    ...{ status: 200, headers, body: Buffer.from(body) },
  });

  test('is named by a header or in the body, compressed or not', () => {
    expect(secondHopValue(said({ 'x-credit': 'canary' }, '{"credit":"no"}'), header)).toBe('canary');
    expect(secondHopValue(said({ 'x-credit': 'no' }, '{"credit":"2.0.0"}'), json)).toBe('2.0.0');
    const packed = said({ 'content-encoding': 'gzip' }, gzipSync('{"credit":"2.0.0"}'));
    expect(secondHopValue(packed, json)).toBe('2.0.0');
  });

  test('is not named by what cannot be read', () => {
    expect(secondHopValue(said({ 'content-encoding': 'gzip' }, '{"credit":"2.0.0"}'), json)).toBeNull();
    expect(secondHopValue(said({}, ''), header)).toBeNull();
  });
});

describe('an observation', () => {
  const classifyNext = observationClassifier(readClassifyRules({}, false));
  const observed = (outcome: Observation['outcome']) =>
    classifyNext({ arm: 0, outcome, sentAt: 0, durationMs: 1, connection: 1, address: 0 });
  const answer = { status: 200, headers: { 'x-service-track': 'canary' }, body: Buffer.from('') };

  test('with an answer has an origin', () => {
    expect(observed(answer)).toMatchObject({ kind: 'answered', answer, origin: { track: 'canary' } });
  });

  test('without one has the cause alone', () => {
    expect(observed('reset')).toMatchObject({ kind: 'failed', cause: 'reset', origin: null });
  });

  test('with an error has a cause, and the origin that the error names', () => {
    expect(observed({ ...answer, status: 503 })).toMatchObject({
      ...{ kind: 'failed', cause: 'http-503', origin: { track: 'canary' } },
    });
  });

  test('with a body that cannot be read has no origin, and is called by its status first', () => {
    const broken = { headers: { 'content-encoding': 'gzip' }, body: Buffer.from('no gzip') };
    expect(observed({ status: 200, ...broken })).toMatchObject({
      ...{ kind: 'failed', cause: 'malformed', origin: null },
    });
    expect(observed({ status: 503, ...broken })).toMatchObject({
      ...{ kind: 'failed', cause: 'http-503', origin: null },
    });
  });
});
