import { planText } from '../../plan-text.js';
import { liveLine } from '../../reporters/live-line.js';
import { verify } from '../../verify.js';
import type { Asked } from '../command.js';
import { Course } from '../course.js';
import { interruption } from '../interruption.js';
import { readReporters, report, writesDocument } from '../reporters.js';
import { showLine, wantsColours } from '../terminal.js';
import { verifyOptions } from '../verify-options.js';

/** Verifies once and reports. */
export async function runVerify(asked: Asked): Promise<number> {
  const { json = false, reporter = [], quiet = false } = asked.values;
  const reporters = readReporters(reporter, json);
  const live = process.stderr.isTTY && !quiet;
  const course = new Course();
  const verdict = await verify({
    ...verifyOptions(asked),
    signal: interruption(),
    ...(!quiet &&
      !writesDocument(reporters) && { onPlan: (planned) => process.stderr.write(planText(planned)) }),
    onProgress: (progress) => {
      course.note(progress);
      if (live) showLine(liveLine(progress, process.stderr.columns ?? 80));
    },
  });
  if (live) showLine('');
  await report(reporters, { verdict, course: course.points, colours: wantsColours() });
  return verdict.exitCode;
}
