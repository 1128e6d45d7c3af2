import { describe, expect, test } from 'vitest';
import { type CoursePoint, completed } from '../../src/reporters/html/course.js';
import { escaped, html } from '../../src/reporters/html/escape.js';
import { htmlReport } from '../../src/reporters/html/index.js';
import { scaleUpTo, shareScale, ticks, wholeScaleUpTo } from '../../src/reporters/html/scale.js';
import { STYLE } from '../../src/reporters/html/style.js';
import type { ArmVerdict, InstanceCount, Outcome, Verdict } from '../../src/verdict/verdict.js';
import { exchangeNaming } from './evil.js';
import { verdictWith } from './verdicts.js';

const WRITTEN = new Date('2026-03-04T05:06:07Z');

function report(changes: Partial<Verdict>, course: readonly CoursePoint[] = []): string {
  return htmlReport(verdictWith(changes), course, WRITTEN);
}

/** A run whose interval narrows around its share. */
const COURSE: readonly CoursePoint[] = Array.from({ length: 40 }, (_, index) => {
  const requests = index * 28 + 1;
  const share = index === 0 ? null : 0.1 + 0.4 / requests;
  const half = 2 / Math.sqrt(requests);
  return {
    requests,
    elapsedMs: requests / 2,
    share,
    low: Math.max(0, 0.1 - half),
    high: Math.min(1, 0.1 + half),
    failed: Math.floor(index / 10),
  };
});

const HEALTH: NonNullable<ArmVerdict['health']> = {
  errors: {
    verdict: 'worse',
    oddsRatio: 6,
    stable: { requests: 1002, failed: 3 },
    canary: { requests: 111, failed: 12 },
    unknown: 0,
    limit: null,
  },
  latency: {
    verdict: 'no worse',
    oddsRatio: 1,
    stable: { p50: 1.25, p90: 2, p99: 8.5, max: 41 },
    canary: { p50: 1.5, p90: 3, p99: 11.25, max: 20.5 },
  },
  worseRatio: 4,
  canaryReplicas: 2,
};

const FAILING: Partial<Verdict> = { failed: 15, failures: { timeout: 3, 'http-503': 12 }, health: HEALTH };

function armNamed(name: string, changes: Partial<Verdict> = {}): ArmVerdict {
  const [arm] = verdictWith(changes).arms;
  return { ...(arm as ArmVerdict), name };
}

const SEVERAL = verdictWith({
  verdict: 'differs',
  arms: [armNamed('everyone'), armNamed('testers', { verdict: 'differs', ...FAILING })],
  diagnosis: [
    { kind: 'never-seen', arm: 'testers', track: 'canary', version: null, only: null },
    { kind: 'never-seen', arm: 'everyone', track: 'canary', version: null, only: null },
  ],
});

const VERSIONS: Partial<Verdict> = {
  share: 0.5,
  interval: [0.48, 0.52],
  expected: { share: 0.5, tolerance: 0.03 },
  shares: [
    {
      version: 'v1',
      expected: { share: 0.5, tolerance: 0.03 },
      share: 0.51,
      interval: [0.48, 0.53],
      requests: 510,
    },
    {
      version: 'v2',
      expected: { share: 0.3, tolerance: 0.03 },
      share: 0.29,
      interval: [0.28, 0.32],
      requests: 290,
    },
    { version: 'v3', expected: { share: 0.2, tolerance: 0.03 }, share: null, interval: null, requests: 0 },
  ],
};

const EVIL = [
  '<img src=x onerror=alert(1)>',
  '</style><script>alert(1)</script>',
  '</title><svg onload=alert(1)>',
  `"onmouseover="alert(1)`,
  `'onmouseover='alert(1)`,
  '\u001b[31mred',
  'nul\u0000byte',
  '\u202egnp.exe',
  '&lt;already&gt;',
  'half \ud83d pair',
] as const;

/** The report with a name wherever a server or the command line has a say. */
function reportWithName(name: string): string {
  const instances = { [name]: { version: name, track: 'canary', count: 3 } } as const;
  const evil: Partial<Verdict> = {
    ...VERSIONS,
    ...FAILING,
    target: name,
    failures: { [name]: 3 },
    versions: { [name]: 3 },
    instances,
    shares: (VERSIONS.shares ?? []).map((one) => ({ ...one, version: name })),
  };
  const shared = armNamed(name, evil);
  return htmlReport(
    verdictWith({
      ...evil,
      verdict: 'differs',
      arms: [{ ...shared, shares: [] }, shared],
      diagnosis: [
        { kind: 'unreachable', tried: [name], cause: 'refused' },
        { kind: 'unidentified', arm: name, unidentified: 3, requests: 9, versions: [name], statuses: [] },
        {
          kind: 'leak',
          arm: name,
          track: 'canary',
          leaks: 1,
          instance: name,
          version: name,
          exchange: exchangeNaming(name),
        },
        { kind: 'one-replica', arm: name, instance: name, replicas: 2 },
        { kind: 'uneven', arm: name, track: 'canary', instance: name, requests: 9, even: 3 },
        { kind: 'sticky-cookie', arm: name, cookie: name, names: 'replica' },
        { kind: 'compared-versions', canary: name, stable: name },
      ],
    }),
    COURSE,
    WRITTEN,
  );
}

/** Every tag in the page: anything between < and >, as a browser would start reading it. */
function tags(page: string): string[] {
  return (page.match(/<[^>]*>/g) ?? []).filter((tag) => tag !== '<!doctype html>');
}

/** The tags left open or closed out of order, and attributes that are not written with double quotes. */
function faults(page: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  for (const tag of tags(page)) {
    const [, slash, name = '', attributes = ''] = /^<(\/?)([a-z][a-z0-9]*)([^>]*)>$/.exec(tag) ?? [];
    if (name === '' || !/^( [a-zA-Z0-9-]+="[^"<>]*")*( open)?\/?$/.test(attributes)) found.push(tag);
    else if (slash === '/') {
      if (open.pop() !== name) found.push(tag);
    } else if (!attributes.endsWith('/') && !['meta', 'br'].includes(name)) open.push(name);
  }
  return [...found, ...open];
}

function ids(page: string): string[] {
  return [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);
}

/** Texts as they are read, tags left out. */
function text(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

const PAGES: Record<string, string> = {
  'no picture': report({}),
  'a run': report({ ...FAILING }, COURSE),
  'several arms': htmlReport(SEVERAL, COURSE, WRITTEN),
  'several versions': report(VERSIONS, COURSE),
  'nothing reached': report({
    verdict: 'unmeasured',
    share: null,
    interval: null,
    requests: 0,
    stable: 0,
    canary: 0,
    versions: {},
    instances: {},
    diagnosis: [{ kind: 'unreachable', tried: ['[::1]:80'], cause: 'refused' }],
  }),
  'evil names': reportWithName(EVIL.join(' ')),
};

describe.each(Object.entries(PAGES))('%s', (_, page) => {
  test('every tag is closed and every attribute quoted', () => expect(faults(page)).toEqual([]));

  test('the page has one h1, a title, a language and an h2 for each arm', () => {
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<title>/g)).toHaveLength(1);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('<h2 id="arm-1">');
  });

  test('ids are unique, and every reference has one', () => {
    expect(new Set(ids(page)).size).toBe(ids(page).length);
    const named = [...page.matchAll(/ aria-labelledby="([^"]*)"/g)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    const linked = [...page.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
    expect(ids(page)).toEqual(expect.arrayContaining([...named, ...linked]));
  });

  test('nothing is loaded and nothing runs', () => {
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    );
    const pages = /<a href="https:\/\/github\.com\/canary-verify\/[\w/.-]+\.md">/g;
    const all = tags(page).join('\n').replace(pages, '');
    expect(all).not.toMatch(/https?:|<(script|link|img|iframe|object|embed|base|form|image|use)\b/i);
    expect(all).not.toMatch(/ (src|srcset|action|xlink:href|on[a-z]+)=| href="[^#]/i);
    expect(STYLE).not.toMatch(/url\(|@import|@font-face|https?:|<\//i);
  });

  test('every table has a caption and a region of its own', () => {
    const tables = page.match(/<table>/g) ?? [];
    expect(page.match(/<table>\n<caption id="/g) ?? []).toHaveLength(tables.length);
    expect(page.match(/role="region" aria-labelledby="[^"]+" tabindex="0">\n<table>/g) ?? []).toHaveLength(
      tables.length,
    );
  });
});

describe('the answer', () => {
  test.each<[Outcome, string]>([
    ['matches', '✔ matches'],
    ['differs', '✘ differs'],
    ['undecided', '? undecided'],
    ['unmeasured', '! unmeasured'],
  ])('%s has a sign, a word and a colour', (verdict, shown) => {
    const page = report({ verdict });
    expect(text(page)).toContain(shown);
    expect(page).toContain(`<header class="${verdict}">`);
    expect(page).toContain(`<title>${shown}: http://localhost:48151/version</title>`);
  });

  test('stands before evidence and advice', () => {
    const page = text(
      report(
        {
          ...FAILING,
          diagnosis: [
            {
              kind: 'time-spent',
              maxTimeMs: 60_000,
              requests: 40,
              needed: 1_350,
              waiting: 0,
              longestMs: 0,
              stalled: false,
            },
          ],
        },
        COURSE,
      ),
    );
    const places = [
      '10.00 % of responses came from the canary, expected 10 % ± 3 points',
      'the true share is between 7.43 % and 13.00 % (99 % sure of each limit)',
      'The run',
      'The time was up after 60 s (--max-time), with 40 of about 1,350 requests counted.',
    ].map((part) => page.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test('no line of the headline breaks within a figure', () => {
    const page = report({ verdict: 'differs', expected: { share: 0.25, tolerance: 0.03 } });
    const headline = /<h1>.*<\/h1>/.exec(page)?.[0] ?? '';
    expect(headline).toContain('10.00\u00a0% of responses');
    expect(headline).toContain('25\u00a0% ±\u00a03\u00a0points');
  });

  test('names target, time and confidence', () => {
    const page = text(report({}));
    expect(page).toContain('Target http://localhost:48151/version');
    expect(page).toContain('2026-03-04 05:06:07 UTC , after 0.6 s');
    expect(page).toContain('99 % (a wrong verdict: at most 1 %)');
  });

  test('an interrupted run says so', () =>
    expect(report({ verdict: 'undecided', interrupted: true })).toContain('(interrupted)</h1>'));

  test('a report on one version alone names the share that may go elsewhere', () =>
    expect(
      text(report({ expected: { share: 0, tolerance: 0.01 }, share: 0, interval: [0, 0.009] })),
    ).toContain('Expected: only the stable version; fewer than 1.00 % may go elsewhere.'));
});

describe('several arms', () => {
  const page = PAGES['several arms'] ?? '';

  test('each has a heading, an answer and a way to it', () => {
    expect(text(page)).toContain('1 of 2 kinds of request does not go where it should');
    expect(page).toMatch(/<a href="#arm-2"><span class="sign differs">.*testers<\/a>/);
    expect(page).toContain('<h2 id="arm-2">testers</h2>');
    expect(page.match(/<p class="answer">/g)).toHaveLength(2);
  });

  test('only the first has a picture of the run', () => {
    expect(ids(page)).toContain('arm-1-run-title');
    expect(ids(page)).not.toContain('arm-2-run-title');
  });

  test('a step is named once, for the arms that need it', () => {
    expect(text(page)).toContain('testers: No response came from the canary.');
    expect(page.match(/<strong>Next:<\/strong>/g)).toHaveLength(1);
  });
});

test('a match has remarks, but nothing to do', () => {
  const page = report({
    diagnosis: [{ kind: 'never-seen', arm: 'all requests', track: 'canary', version: null, only: null }],
  });
  expect(page).toContain('<h2 id="advice">Remarks</h2>');
  expect(page).not.toContain('Next:');
});

test('several versions: each with its share, the band and a bar', () => {
  const page = PAGES['several versions'] ?? '';
  expect(text(page)).toContain('v2 290 29.00 % expected 30 % ± 3 points');
  expect(text(page)).toContain('v3 0 nothing expected 20 % ± 3 points');
  expect(text(page)).toContain('The share of v2 + v3 while the run went on');
  expect(text(page)).not.toContain('of responses came from the canary');
  expect(page.match(/<span class="gauge"/g)).toHaveLength(2);
});

test('latency: both versions in one table, bars on one scale', () => {
  const page = report({ health: HEALTH });
  expect(text(page)).toContain('99 % (p99) 8.5 ms 11 ms');
  expect(page).toContain('41 ms<span class="bar stable" style="width:100%">');
  expect(page).toContain('21 ms<span class="bar canary" style="width:50%">');
});

test('failures: by cause, those with most first, and by version', () => {
  const page = text(report(FAILING, COURSE));
  expect(page).toContain('Cause Requests HTTP 503 12 no answer in time 3');
  expect(page).toContain('canary 1.1.0 12 of 111 10.81 %');
  expect(page).toContain('15 requests failed in 0.6 s: the first within');
  expect(text(report({}, COURSE))).not.toContain('Failures');
});

test('failures of several arms together are called so', () => {
  const arms = [armNamed('one', FAILING), armNamed('other', FAILING)];
  expect(htmlReport(verdictWith({ arms }), COURSE, WRITTEN)).toContain('Failed requests of all kinds so far');
  expect(report(FAILING, COURSE)).toContain('Failed requests so far');
});

test('replicas: those with most first, and after 100 a sum', () => {
  const instances = Object.fromEntries(
    Array.from({ length: 130 }, (_, index): [string, InstanceCount] => [
      `replica-${index}`,
      { version: '1.0.0', track: 'stable', count: index + 1 },
    ]),
  );
  const page = report({ instances });
  expect(page.match(/<th scope="row">replica-/g)).toHaveLength(100);
  expect(page.indexOf('>replica-129<')).toBeLessThan(page.indexOf('>replica-128<'));
  expect(text(page)).toContain(`30 more replicas together ${(30 * 31) / 2}`);
});

describe('the picture', () => {
  const page = report(FAILING, COURSE);

  test('needs points with a share', () => {
    expect(report({})).not.toContain('class="picture"');
    expect(report({ share: null, interval: null }, COURSE.slice(0, 1))).not.toContain('class="picture"');
  });

  test('has a title and says what can be seen', () => {
    expect(page).toContain(
      '<title id="arm-1-run-title">The share of the canary while the run went on</title>',
    );
    expect(text(page)).toContain('Expected is 7 % to 13 %. Share after so many requests:');
    expect(text(page)).toContain('✔ matches after 1,113 requests');
    expect(ids(page)).toContain('arm-1-run-points');
  });

  test.each<[string, readonly CoursePoint[]]>([
    ['a run', COURSE],
    ['one point', COURSE.slice(-1)],
    ['no time at all', [{ requests: 1, elapsedMs: 0, share: 1, low: 0, high: 1, failed: 1 }]],
    [
      'the whole range',
      [0, 1, 0].map((share, at) => ({ requests: at, elapsedMs: at, share, low: 0, high: 1, failed: at })),
    ],
  ])('%s stays inside the view box', (_, course) => {
    const drawn = report(FAILING, course);
    const lists = [...drawn.matchAll(/ points="([^"]*)"/g)].flatMap(([, points = '']) => points.split(' '));
    expect(lists.length).toBeGreaterThan(0);
    for (const [x = Number.NaN, y = Number.NaN] of lists.map((point) => point.split(',').map(Number))) {
      expect(x >= 0 && x <= 640 && y >= 0 && y <= 280).toBe(true);
    }
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('several arms: an arm had its answer after its own requests', () =>
    expect(PAGES['several arms']).toContain('matches after 1,113 of 2,226 requests'));

  test('the share stays where the picture has it', () => {
    const [, line = ''] = /<polyline class="line" points="([^"]*)"/.exec(page) ?? [];
    const [first, last] = [line.split(' ')[0], line.split(' ').at(-1)].map((point) =>
      (point ?? '').split(',').map(Number),
    );
    expect(line.split(' ')).toHaveLength(40);
    expect((first?.[0] ?? 0) < (last?.[0] ?? 0)).toBe(true);
    expect(page).toContain(`<circle class="dot" cx="${last?.[0]}" cy="${last?.[1]}"`);
  });
});

describe('the course', () => {
  const [early, late] = [COURSE[3], COURSE[39]] as [CoursePoint, CoursePoint];

  test('ends with what the verdict says', () =>
    expect(completed([early], verdictWith({ failed: 2 }))).toEqual([
      early,
      { requests: 1113, elapsedMs: 640, share: 0.1, low: 0.0743, high: 0.13, failed: 2 },
    ]));

  test('is left as it is when it was noted to the end, or not at all', () => {
    expect(completed([early, late], verdictWith({ requests: late.requests }))).toEqual([early, late]);
    expect(completed([], verdictWith({}))).toEqual([]);
  });

  test('begins where requests were asked again', () =>
    expect(completed([early, late, early, late], verdictWith({ requests: late.requests }))).toEqual([
      early,
      late,
    ]));
});

describe('scales', () => {
  test.each([
    [{ share: 0.1, tolerance: 0.03 }, [0.1], [0, 0.1, 0.2, 0.3]],
    [{ share: 0.5, tolerance: 0.03 }, [0.5], [0.3, 0.4, 0.5, 0.6, 0.7]],
    [{ share: 0, tolerance: 0.01 }, [0], [0, 0.02, 0.04, 0.06]],
    [{ share: 1, tolerance: 0.01 }, [1], [0.94, 0.96, 0.98, 1]],
    [{ share: 0.1, tolerance: 0.03 }, [0.9], [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('%j with %j: %j', (expected, shares, shown) =>
    expect(ticks(shareScale(expected, shares))).toEqual(shown),
  );

  test('from 0 to a little beyond the largest', () => {
    expect(ticks(scaleUpTo(0.5))).toEqual([0, 0.2, 0.4]);
    expect(ticks(wholeScaleUpTo(2))).toEqual([0, 1, 2]);
    expect(ticks(wholeScaleUpTo(0))).toEqual([0, 1]);
  });
});

describe('names that are none', () => {
  test.each(EVIL)('%j stays text', (name) => {
    const page = reportWithName(name);
    expect(faults(page)).toEqual([]);
    const kinds = new Set(tags(page).map((tag) => tag.replace(/^<\/?([a-z0-9]*).*$/s, '$1')));
    expect([...kinds].filter((kind) => ['script', 'img', ''].includes(kind))).toEqual([]);
    expect(tags(page).join('\n')).not.toMatch(/alert|onmouseover/);
    expect(page.match(/<svg[^>]*>/g)?.every((tag) => tag.includes('viewBox="'))).toBe(true);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).not.toMatch(/(?!\n)\p{Control}|\u202e/u);
    expect(page).not.toMatch(/\p{Surrogate}/u);
    expect(page).toContain(`<dd>${escaped(name)}</dd>`);
    expect(page).toContain(`<h2 id="arm-1">${escaped(name)}</h2>`);
  });

  test.each([
    ['<a href="x">', '&lt;a href=&quot;x&quot;&gt;'],
    [`it's & that`, 'it&#39;s &amp; that'],
    ['\u0000\u001b\u007f\u0085', '\ufffd\ufffd\ufffd\ufffd'],
    ['a\tb\nc', 'a\ufffdb\ufffdc'],
    ['half \ud83d', 'half \ufffd'],
    ['Grüße 🐤', 'Grüße 🐤'],
  ])('%j is written %j', (raw, shown) => expect(escaped(raw)).toBe(shown));

  test('a template escapes text and keeps markup', () =>
    expect(html`<b title="${'"'}">${[html`<i>${'<'}</i>`, html`${1}`]}</b>`.markup).toBe(
      '<b title="&quot;"><i>&lt;</i>\n1</b>',
    ));

  test('very long texts in the page are cut', () =>
    expect(report({ instances: { ['x'.repeat(500)]: { version: null, track: null, count: 1 } } })).toContain(
      `<th scope="row">${'x'.repeat(119)}…</th>`,
    ));
});

describe('colours', () => {
  const [light, dark] = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, body = '']) =>
    Object.fromEntries(
      [...body.matchAll(/--([a-z-]+): (#[0-9a-f]+);/g)].map(([, name, value]) => [name, value]),
    ),
  );

  test.each([
    ['light', light],
    ['dark', dark],
  ])('%s: text has a contrast of at least 4.5, lines and bars of 3', (_, colours = {}) => {
    const against = (one: string, other: string) => contrast(colours[one] ?? '', colours[other] ?? '');
    for (const name of ['text', 'dim', 'link', 'matches', 'differs', 'unsure', 'failed'])
      for (const ground of ['page', 'panel']) expect(against(name, ground), name).toBeGreaterThanOrEqual(4.5);
    for (const name of ['matches', 'differs', 'unsure'])
      expect(against('on-sign', name), name).toBeGreaterThanOrEqual(4.5);
    for (const name of ['line', 'band-edge', 'stable', 'canary', 'edge'])
      expect(against(name, 'page'), name).toBeGreaterThanOrEqual(3);
  });
});

/** As WCAG 2 has it. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(digits.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the picture of failures', () => {
  const TITLE = 'Failed requests while the run went on';
  const point = { requests: 10, elapsedMs: 400, share: 0.1, low: 0, high: 1, failed: 3 };

  test('takes two moments at least: there is none of one alone', () => {
    const whole = { ...point, requests: 1_113 };
    expect(report(FAILING, [whole])).toContain('<h3>Failures</h3>');
    expect(report(FAILING, [whole])).not.toContain(TITLE);
    expect(report(FAILING, [point, whole])).toContain(TITLE);
  });

  test('begins in its lower left corner, and the area ends below its last moment', () => {
    const page = report(FAILING, COURSE);
    const points = (figure: string) =>
      new RegExp(`class="${figure}" points="([^"]+)"`).exec(page)?.[1]?.split(' ') ?? [];
    const area = points('lost-area');
    expect(points('lost')[0]).toBe('78,246');
    expect(area[0]).toBe('78,246');
    const [x] = (area.at(-2) ?? '').split(',');
    expect(area.at(-1)).toBe(`${x},246`);
  });
});
