import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/observation/observation.js';
import type { VerifyOptions } from '../../src/options/options.js';
import { htmlReport } from '../../src/reporters/html/index.js';
import { markdownReport } from '../../src/reporters/markdown.js';
import { textReport } from '../../src/reporters/text.js';
import { answerOf, type Respond, runOn, share } from '../run-on.js';

const page = (status: number, body = '<html>'): Answer => ({ status, headers: {}, body: Buffer.from(body) });
const on = (respond: Respond, given: VerifyOptions = {}) =>
  runOn({ expect: '10%', ...given }, respond).verdict;
/** One line, however it was wrapped. */
const text = (respond: Respond, given: VerifyOptions = {}) =>
  textReport(on(respond, given), false).replace(/\s+/g, ' ');

describe('responses that name no version', () => {
  test.each([
    [404, 'Check the path of the URL: curl -i URL'],
    [401, "Send the credentials: -H 'Authorization: Bearer TOKEN'"],
    [403, "Send the credentials if some are missing: -H 'Authorization: Bearer TOKEN'."],
    [429, 'A rate limiter answers. Send fewer requests a second: --rate 10'],
    [400, 'so use https://'],
    [418, 'Find out what refuses the requests: curl -i URL'],
    [200, 'name the place of its version: --by header:NAME'],
    [204, 'name the place of its version: --by header:NAME'],
  ])('all with status %i: the status and what helps are in the report', (status, next) => {
    const verdict = on(() => page(status));
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 10, statuses: { [status]: 10 } });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'unidentified', statuses: [{ status, responses: 10 }] },
    ]);
    const printed = text(() => page(status));
    expect(printed).toContain(`! unmeasured: no response carries a version`);
    expect(printed).toContain(`none failed, 10 without a version answers 10 × HTTP ${status} target`);
    expect(printed).toContain(`All 10 responses were HTTP ${status} and named no version.`);
    expect(printed).toContain('name the place of its version: --by header:NAME');
    expect(printed).toContain(next);
    expect(htmlReport(verdict, [])).toContain(`HTTP ${status}`);
    expect(markdownReport(verdict)).toContain(`10 without a version (10 × HTTP ${status})`);
  });

  test('beside others, as those that a firewall refuses, are counted by status', () => {
    const refused: Respond = (asked) =>
      asked.request % 10 < 3 ? page(asked.request % 10 === 0 ? 429 : 403) : share(10)(asked);
    const { verdict, statuses, unidentified, requests } = on(refused);
    expect(verdict).toBe('unmeasured');
    expect((statuses['403'] ?? 0) + (statuses['429'] ?? 0)).toBe(unidentified);
    expect(text(refused)).toContain(
      `${unidentified} of ${requests} responses named no version: ${statuses['403']} × HTTP 403, ${statuses['429']} × HTTP 429.`,
    );
    expect(text(refused)).toContain('send fewer a second: --rate 10');
  });

  test('beside versions of which none is the canary, both are named', () => {
    const names = ['1.0.0', '1.1.0', '1.2.0'].map((version) => page(200, JSON.stringify({ version })));
    const mixed: Respond = ({ request }) => [...names, page(404)][request % 4] as Answer;
    expect(text(mixed)).toMatch(
      /versions seen: 1\.0\.0, 1\.1\.0 and 1\.2\.0\); \d+ × HTTP 404 without a version/,
    );
  });

  test('by status are those of another status', () => {
    const verdict = on(() => page(403), { by: 'status' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', statuses: { '403': 10 } });
  });

  test('are none where a 404 names its version', () => {
    const named: Respond = (asked) =>
      share(10, answerOf('canary', {}, 404), answerOf('stable', {}, 404))(asked);
    expect(on(named)).toMatchObject({ verdict: 'matches', statuses: {} });
  });
});

describe('the version of a gateway that refuses', () => {
  const gateway = (status: number) => page(status, '{"error":"unauthorized","version":"1.0"}');

  test.each([400, 401, 403, 404, 429])('in the body of a %i is not that of the service', (status) => {
    expect(on(() => gateway(status))).toMatchObject({
      ...{ verdict: 'unmeasured', statuses: { [status]: 10 }, versions: {} },
    });
  });

  test('is that of the service where the header or the name of the service comes with it', () => {
    const own = page(404, '{"service":"shop-v1","version":"1.0"}');
    expect(on(() => own).versions).toEqual({ '1.0': expect.any(Number) });
    const header = { ...gateway(404), headers: { 'x-service-version': '1.0' } };
    expect(on(() => header).versions).toEqual({ '1.0': expect.any(Number) });
  });
});

describe('versions are shown whether or not the replicas have names', () => {
  const version = (name: string) => page(200, JSON.stringify({ version: name }));
  const nine: Respond = ({ request }) => version(request % 10 === 0 ? '1.1.0' : '1.0.0');

  test('beside the side that they count for', () => {
    const { sides, instances } = on(nine);
    expect({ sides, instances }).toEqual({
      sides: { stable: ['1.0.0'], canary: ['1.1.0'], unidentified: [] },
      instances: {},
    });
    expect(text(nine)).toMatch(/stable [\d,]+ [\d.]+ % 1\.0\.0 canary \d+ [\d.]+ % 1\.1\.0/);
    expect(htmlReport(on(nine), [])).toMatch(/canary <span class="dim">1\.1\.0</);
  });

  test('and as neither where the canary is not known', () => {
    const three: Respond = ({ request }) => version(['1.0.0', '1.1.0', '1.2.0'][request % 3] ?? '');
    expect(on(three).sides).toEqual({ stable: [], canary: [], unidentified: ['1.0.0', '1.1.0', '1.2.0'] });
    expect(text(three)).toContain('neither 10 1.0.0, 1.1.0, 1.2.0');
    expect(htmlReport(on(three), [])).toContain('neither <span class="dim">1.0.0, 1.1.0');
  });

  test('however many there are', () => {
    const many: Respond = ({ request }) => version(`1.${request}.0`);
    expect(text(many)).toContain('1.0.0, 1.1.0, 1.2.0, 1.3.0, 6 more');
  });
});
