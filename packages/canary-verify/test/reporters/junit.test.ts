import { readFileSync } from 'node:fs';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { junitReport } from '../../src/reporters/junit.js';
import { xmlLines, xmlText } from '../../src/reporters/xml-text.js';
import { printable } from '../../src/text/printable.js';
import { armNamed, EVIL, HARMFUL, OUTCOMES, verdictNaming, versionsVerdict } from './evil.js';
import { verdictWith } from './verdicts.js';
import { type Element, readXml } from './xml.js';

const schema = XmlDocument.fromString(readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8'));
const validator = XsdValidator.fromDoc(schema);
afterAll(() => {
  validator.dispose();
  schema.dispose();
});

/** Throws what the schema finds wrong. */
function expectValid(xml: string): void {
  const document = XmlDocument.fromString(xml);
  try {
    validator.validate(document);
  } finally {
    document.dispose();
  }
}

function suiteOf(xml: string): Element {
  const root = readXml(xml);
  expect(root.tag).toBe('testsuites');
  expectValid(xml);
  return root.children[0] as Element;
}

const all = (suite: Element, tag: string) => suite.children.filter((child) => child.tag === tag);

test('a match in short', () => {
  const [head] = junitReport(verdictWith({})).split('    <properties>');
  expect(head).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="canary-verify" tests="1" failures="0" errors="0" time="0.640">
  <testsuite name="canary-verify" tests="1" failures="0" errors="0" time="0.640" skipped="0">
`);
});

test.each(OUTCOMES)('%s has its element, and its count in the suite', (verdict) => {
  const suite = suiteOf(junitReport(verdictWith({ verdict })));
  const [result] = all(suite, 'testcase')[0]?.children ?? [];
  const tag = { matches: undefined, differs: 'failure', undecided: 'error', unmeasured: 'error' }[verdict];
  expect(result?.tag).toBe(tag);
  expect(suite.attributes.failures).toBe(tag === 'failure' ? '1' : '0');
  expect(suite.attributes.errors).toBe(tag === 'error' ? '1' : '0');
  if (result !== undefined) expect(result.attributes.type).toBe(verdict);
  expect(all(suite, 'system-out')[0]?.text).toContain(`${verdict}: `);
});

test('each arm is a test case, with its own diagnoses and a part of the time', () => {
  const arms = [
    armNamed('one', { verdict: 'differs' }),
    armNamed('two', { verdict: 'undecided' }),
    armNamed('two'),
  ];
  const suite = suiteOf(
    junitReport({
      ...verdictWith({ verdict: 'differs', durationMs: 900, arms }),
      diagnosis: [
        { kind: 'never-seen', arm: 'one', track: 'canary', version: null, only: null },
        {
          kind: 'still-open',
          arm: 'two',
          requests: 10,
          open: ['lower'],
          band: { share: 0.1, tolerance: 0.03 },
          needed: 20,
          unknown: 0,
          keptOpen: null,
        },
        {
          kind: 'time-spent',
          maxTimeMs: 900,
          requests: 40,
          needed: 1_350,
          waiting: 0,
          longestMs: 0,
          stalled: false,
        },
      ],
    }),
  );
  const [one, two, three] = all(suite, 'testcase');
  expect([one, two, three].map((arm) => arm?.attributes.name)).toEqual([
    'one at http://localhost:48151/version',
    'two at http://localhost:48151/version',
    'two at http://localhost:48151/version (2)',
  ]);
  expect(one?.attributes.time).toBe('0.300');
  expect(one?.children[0]?.text).toMatch(
    /No response came from the canary\.\nNext: .+\nThe time was up after 0\.9 s \(--max-time\), with 40 of about 1,350 requests counted\.\nNext: .+\nMore: .+never-seen\.md$/,
  );
  expect(two?.children[0]?.text).toContain('After 10 requests the share may still be below 7 %.');
  expect(three?.children).toEqual([]);
  expect(suite.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1' });
});

test('properties are called as in the JSON report; what is not known is empty', () => {
  const property = (name: string, xml: string) =>
    all(suiteOf(xml), 'properties')[0]?.children.find((one) => one.attributes.name === name)?.attributes
      .value;
  const xml = junitReport(versionsVerdict());
  expect(property('arms[0].shares[1].version', xml)).toBe('v2');
  expect(property('arms[0].shares[1].share', xml)).toBe('0.4');
  expect(property('arms[0].shares[1].expected.tolerance', xml)).toBe('0.03');
  // The share of all versions but the first is nobody's.
  expect(property('arms[0].share', xml)).toBeUndefined();
  expect(property('confidence', xml)).toBe('0.99');
  expect(property('arms[0].share', junitReport(verdictWith({ share: null, interval: null })))).toBe('');
});

describe('what comes from elsewhere stays text', () => {
  test.each(EVIL)('%j', (evil) => {
    for (const outcome of OUTCOMES) {
      const xml = junitReport(verdictNaming(evil, outcome));
      expect(xml).not.toMatch(HARMFUL);
      const suite = suiteOf(xml);
      expect(all(suite, 'testcase')).toHaveLength(2);
      const property = all(suite, 'properties')[0]?.children.find(
        (one) => one.attributes.name === 'arms[0].name',
      );
      const start = printable(evil, 200)
        .slice(0, 60)
        .replace(/\p{Surrogate}|\ufffe|\uffff/gu, '\ufffd');
      expect(property?.attributes.value?.startsWith(start)).toBe(true);
    }
  });
});

test('white space survives in attributes, lines in elements', () => {
  expect(xmlText('a\tb\r\nc')).toBe('a&#9;b&#13;&#10;c');
  expect(xmlLines('a\r\n]]>')).toBe('a&#13;\n]]&gt;');
  expect(xmlText('\u0000 \ud800 \ufffe 🐤')).toBe('\ufffd \ufffd \ufffd 🐤');
});

test.each([
  ['<a><b></a></b>', 'closes'],
  ['<a x="1" x="2"/>', 'twice'],
  ['<a>&nbsp;</a>', 'not well-formed'],
  ['<a>]]></a>', ']]>'],
  ['<a b="<"/>', 'not well-formed'],
  ['<a>\u001b</a>', 'forbids'],
  ['<a/><b/>', 'one closed root'],
])('the reader is strict: %j', (xml, message) =>
  expect(() => readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)).toThrow(message),
);

test.each([
  ['<testsuite tests="1" failures="0" errors="0"/>', "'name'"],
  ['<testsuites><testcase name="a"/></testsuites>', 'testcase'],
  ['<testsuites time="soon"/>', 'soon'],
  ['<testsuites verdict="matches"/>', 'verdict'],
])('the schema is strict: %s', (xml, message) => expect(() => expectValid(xml)).toThrow(message));
