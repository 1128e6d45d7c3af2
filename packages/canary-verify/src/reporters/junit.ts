import { printable } from '../text/printable.js';
import type { ArmVerdict, Outcome, Verdict } from '../verdict/verdict.js';
import { armLines, armSentence, distinct } from './arm-words.js';
import { textReport } from './text.js';
import { xmlLines, xmlText } from './xml-text.js';

/** A name in a report that nobody reads on a terminal may be longer than one that is printed. */
const LONGEST_NAME = 200;

/**
 * The verdict as JUnit XML, after junit-10.xsd of Jenkins' xUnit plugin; GitLab reads it too (artifacts:reports:junit).
 * A test case is one arm. A difference is its failure; what could not be decided or measured is its error.
 */
export function junitReport(verdict: Verdict): string {
  const attributes = suiteAttributes(verdict);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${attributes}>
  <testsuite ${attributes} skipped="0">
    <properties>
${properties(verdict).join('\n')}
    </properties>
${testCases(verdict).join('\n')}
    <system-out>${xmlLines(printableLines(textReport(verdict, false).split('\n')))}</system-out>
  </testsuite>
</testsuites>
`;
}

function suiteAttributes({ arms, durationMs }: Verdict): string {
  const those = (...outcomes: Outcome[]) => arms.filter(({ verdict }) => outcomes.includes(verdict)).length;
  return [
    'name="canary-verify"',
    `tests="${arms.length}"`,
    `failures="${those('differs')}"`,
    `errors="${those('undecided', 'unmeasured')}"`,
    `time="${seconds(durationMs)}"`,
  ].join(' ');
}

/** GitLab takes cases of equal names for one, even across files: the target tells runs apart. */
function testCases(verdict: Verdict): string[] {
  const names = distinct(
    verdict.arms.map(({ name }) => printable(`${name} at ${verdict.target}`, LONGEST_NAME)),
  );
  return verdict.arms.map((arm, index) => testCase(arm, names[index] ?? '', verdict));
}

/** Arms are asked in turn, so each has its part of the time. */
function testCase(arm: ArmVerdict, name: string, verdict: Verdict): string {
  const time = seconds(verdict.durationMs / verdict.arms.length);
  const start = `    <testcase classname="canary-verify" name="${xmlText(name)}" time="${time}"`;
  if (arm.verdict === 'matches') return `${start}/>`;
  const tag = arm.verdict === 'differs' ? 'failure' : 'error';
  const text = printableLines(armLines(arm, verdict));
  return `${start}>
      <${tag} message="${xmlText(printable(armSentence(arm, verdict), LONGEST_NAME))}" type="${arm.verdict}">${xmlLines(text)}</${tag}>
    </testcase>`;
}

/** The figures, under the names that they have in the JSON report. */
function properties(verdict: Verdict): string[] {
  const { target, confidence, connectionMode, interrupted, arms } = verdict;
  const all: [name: string, value: unknown][] = [
    ['target', printable(target, LONGEST_NAME)],
    ...Object.entries({ confidence, connectionMode, interrupted }),
    ...arms.flatMap(armProperties),
  ];
  return all.map(
    ([name, value]) => `      <property name="${name}" value="${xmlText(String(value ?? ''))}"/>`,
  );
}

function armProperties(arm: ArmVerdict, index: number): [name: string, value: unknown][] {
  const of = `arms[${index}]`;
  const { requests, stable, canary, unidentified, failed } = arm;
  return [
    [`${of}.name`, printable(arm.name, LONGEST_NAME)],
    // With several versions each has its own: that of all but the first would be nobody's.
    ...(arm.shares.length > 0 ? [] : shareProperties(of, arm)),
    ...Object.entries({
      requests,
      ...(arm.shares.length > 0 ? {} : { stable, canary }),
      unidentified,
      failed,
    }).map(([name, value]): [string, number] => [`${of}.${name}`, value]),
    ...arm.shares.flatMap((one, number): [name: string, value: unknown][] => [
      [`${of}.shares[${number}].version`, printable(one.version, LONGEST_NAME)],
      ...shareProperties(`${of}.shares[${number}]`, one),
      [`${of}.shares[${number}].requests`, one.requests],
    ]),
  ];
}

function shareProperties(
  of: string,
  { expected, share, interval }: Pick<ArmVerdict, 'expected' | 'share' | 'interval'>,
): [name: string, value: unknown][] {
  return [
    [`${of}.expected.share`, expected.share],
    [`${of}.expected.tolerance`, expected.tolerance],
    [`${of}.share`, share],
    [`${of}.interval[0]`, interval?.[0]],
    [`${of}.interval[1]`, interval?.[1]],
  ];
}

function printableLines(lines: readonly string[]): string {
  return lines.map((line) => printable(line, Number.POSITIVE_INFINITY)).join('\n');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
