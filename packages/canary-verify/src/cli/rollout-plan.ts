import { resolve } from 'node:path';
import { resolveOptions } from '../options/options.js';
import { readPlan } from '../rollout/plan.js';
import { digestOf, splitPlanFile } from '../rollout/plan-file.js';
import { type PreparedRollout, prepared } from '../rollout/prepared.js';
import { readScale, refuseFixedReplicas, socketsForShare } from '../rollout/scale-option.js';
import { refuseToldReplicas } from '../share/known-replicas.js';
import { readSharePlaces } from '../share/share-options.js';
import { UsageError } from '../text/usage-error.js';
import type { Environment } from './command.js';
import { loadConfig } from './config/load-config.js';
import { readConfig } from './config/read-config.js';
import { NOT_IN_A_PLAN } from './config/rollout-file.js';
import type { FlagValues } from './flags/table.js';
import { shareOptionsIn } from './share-places.js';
import { verifyOptions } from './verify-options.js';

/** @throws UsageError that names the file and the key. */
export async function loadPlan(written: string, env: Environment): Promise<PreparedRollout> {
  const file = resolve(written);
  const content = await loadConfig(file);
  const { own, scale, commands, options } = splitPlanFile(content);
  refuseWithoutEffect(options, written);
  const { values, target } = readConfig(options, written);
  const { tolerance, confidence } = values;
  const plan = readPlan({ ...own, tolerance, confidence, scales: scale !== undefined }, written);
  const placed = {
    ...values,
    'set-command': readCommand(commands.setCommand, `${written}: setCommand`),
    'get-command': readCommand(commands.getCommand, `${written}: getCommand`),
  };
  const places = readSharePlaces(socketsForShare(shareOptionsIn(placed, env), scale));
  const capacity = readScale(scale, { file: written, haproxyStats: values['haproxy-stats'] ?? [] });
  if (capacity !== null && (values.compose !== undefined || values.stack !== undefined))
    throw new UsageError(
      'plan',
      `${written}: scale is for a share that replicas do not make; compose and stack of the plan scale themselves`,
    );
  if (values.services !== undefined && (values.consul ?? values['consul-weights']) === undefined)
    throw new UsageError('plan', `${written}: services is for consul and consulWeights, and there is none`);
  const operands = target === undefined ? [] : [target];
  const signal = new AbortController().signal;
  const all = await verifyOptions({ values: forRuns(values), operands, env, signal });
  refuseToldReplicas({ compose: values.compose, stack: values.stack }, all);
  refuseFixedReplicas(all, capacity !== null);
  resolveOptions({ ...all, expect: '10%' });
  return prepared({ plan, file, digest: digestOf(content), places, capacity, options: all });
}

/** A key that does nothing is a mistake: who writes it believes that it does something. */
function refuseWithoutEffect(options: object, written: string): void {
  const [found] = Object.entries(NOT_IN_A_PLAN).filter(([key]) => key in options);
  if (found !== undefined)
    throw new UsageError('plan', `${written}: ${found[0]} does nothing in a plan: ${found[1]}`);
}

/** The share, its tolerance and the confidence are those of the steps, and HAProxy is asked for the share alone. */
function forRuns({ tolerance: _, confidence: __, 'haproxy-stats': ___, ...values }: FlagValues): FlagValues {
  return values;
}

function readCommand(written: unknown, where: string): string | undefined {
  if (written === undefined || typeof written === 'string') return written;
  throw new UsageError('plan', `${where} must be a command, for example './get'`);
}
