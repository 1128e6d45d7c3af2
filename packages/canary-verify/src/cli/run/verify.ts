import type { VerifyOptions } from '../../options/options.js';
import type { Progress } from '../../options/progress.js';
import { planText } from '../../reporters/words/plan-text.js';
import type { Verdict } from '../../verdict/verdict.js';
import { verify } from '../../verify.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { Course } from '../course.js';
import { eventStream } from '../event-stream.js';
import { FAULT, faultText } from '../fault.js';
import { liveOn } from '../live.js';
import { tell } from '../output.js';
import { readReporters, writesDocument } from '../reporters.js';
import { checkOptions, verifyOptions } from '../verify-options.js';
import { writeReports } from '../write-reports.js';

/** Whether it could be run. Throws a UsageError. */
export async function checkVerify(asked: CommandInput): Promise<void> {
  readReporters(asked.values.reporter ?? [], asked.values.json ?? false);
  await checkOptions(asked);
}

/** Verifies once and reports. */
export async function runVerify(asked: CommandInput): Promise<number> {
  const options = await verifyOptions(asked);
  return reported(asked, (told) => verify({ ...options, ...told }));
}

/** The callbacks that a run gets from the command. */
export type Told = Pick<VerifyOptions, 'signal' | 'onPlan' | 'onProgress'>;

/** Measures, shows how it goes on, and reports. Returns the exit code. */
export async function reported(
  asked: CommandInput,
  measure: (told: Told) => Promise<Verdict>,
): Promise<number> {
  const { json = false, reporter = [], quiet = false } = asked.values;
  const reporters = readReporters(reporter, json);
  const live = liveOn(asked.values);
  const course = new Course();
  const events = eventStream(reporters);
  const announced = !quiet && !writesDocument(reporters);
  const listeners: readonly Listener[] = [
    ...(reporters.some(({ name }) => name === 'html') ? [course.note.bind(course)] : []),
    ...(events === null ? [] : [(progress: Progress) => events.tell({ event: 'progress', ...progress })]),
    ...(live.show === null ? [] : [live.show]),
  ];
  const verdict = await measure({
    signal: asked.signal,
    onPlan: (planned) => {
      events?.tell({ event: 'plan', ...planned });
      if (announced) tell(planText(planned));
    },
    ...onProgress(listeners),
  });
  events?.tell({ event: 'verdict', ...verdict });
  live.clear();
  const failures = [
    ...((await events?.written()) ?? []),
    ...(await writeReports(reporters, { verdict, course: course.points, colours: wantsColours() })),
  ];
  for (const failure of failures) tell(faultText(failure, `; the verdict: ${verdict.verdict}`));
  return failures.length > 0 ? FAULT : verdict.exitCode;
}

type Listener = (progress: Progress) => void;

/** How far a run has come takes a while to say: without listeners nobody asks. */
function onProgress(listeners: readonly Listener[]): Pick<VerifyOptions, 'onProgress'> {
  if (listeners.length === 0) return {};
  return { onProgress: (progress) => listeners.forEach((listen) => void listen(progress)) };
}
