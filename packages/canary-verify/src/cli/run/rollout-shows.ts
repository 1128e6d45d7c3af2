import { jsonText } from '../../reporters/json.js';
import { rolloutCourse } from '../../reporters/rollout-course.js';
import { rolloutEvidence } from '../../reporters/rollout-evidence.js';
import { rolloutLine, rolloutPlanText, rolloutStatus } from '../../reporters/rollout-text.js';
import { checkRollout } from '../../rollout/check-rollout.js';
import type { JournalRecord } from '../../rollout/journal.js';
import { isResting } from '../../rollout/machine.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { CommandInput } from '../command.js';
import { print } from '../output.js';
import { loadPlan } from '../rollout-plan.js';
import { rolloutStore } from '../rollout-store.js';
import { readRollout } from './read-rollout.js';
import { EXIT_CODES } from './rollout-runner.js';
import { watchRollout } from './watch-rollout.js';

const UNATTENDED = 2;

export async function showPlan(file: string, { env, values, signal }: CommandInput): Promise<number> {
  const loaded = await loadPlan(file, env);
  const { plan } = loaded;
  const { shares, replicas } = await checkRollout(loaded, signal, 'start');
  await print(
    values.json
      ? jsonText({ plan, places: shares, replicas }, 2)
      : rolloutPlanText({ plan, shares, replicas }),
  );
  return 0;
}

export async function showStatus(name: string, asked: CommandInput): Promise<number> {
  const { json, watch } = asked.values;
  if (watch) await watchRollout(name, asked);
  const store = rolloutStore(asked);
  const { plan, state } = await readRollout(store, name);
  const attended = (await store.holder(name)) !== null;
  const unattended = !attended && !isResting(state);
  const exitCode = unattended ? UNATTENDED : EXIT_CODES[state.name];
  const { step, reason } = state.context;
  // Watched as JSON it has told every record.
  if (json && watch) return exitCode;
  if (json)
    await print(
      jsonText({ exitCode, name, state: state.name, step, steps: plan.steps, reason, attended }, 2),
    );
  else
    await print(rolloutStatus({ plan, state, attended, evidence: rolloutEvidence(await store.read(name)) }));
  return exitCode;
}

/** How a journal can be shown. */
const REPORTS: readonly string[] = ['text', 'json', 'markdown', 'html'];

async function wholeReport(records: readonly JournalRecord[], report: 'html' | 'markdown'): Promise<string> {
  const course = rolloutCourse(records);
  if (course === null) return '';
  return report === 'html'
    ? (await import('../../reporters/html/rollout-page.js')).rolloutPage(course)
    : (await import('../../reporters/rollout-markdown.js')).rolloutMarkdown(course);
}

export async function showLog(name: string, asked: CommandInput): Promise<number> {
  const store = rolloutStore(asked);
  await readRollout(store, name);
  const records = await store.read(name);
  const report = asked.values.reporter?.at(-1) ?? 'text';
  if (!REPORTS.includes(report))
    throw new UsageError('reporter', `must be ${REPORTS.join(', ')} here; got ${quoted(report)}`);
  if (report === 'html' || report === 'markdown') await print(await wholeReport(records, report));
  else if (asked.values.json || report === 'json')
    await print(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  else {
    const lines = records.map((_, index) => rolloutLine(records.slice(0, index + 1)) ?? '');
    await print(lines.join(''));
  }
  return 0;
}
