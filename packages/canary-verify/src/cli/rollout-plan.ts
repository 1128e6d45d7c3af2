import { resolve } from 'node:path';
import { resolveOptions } from '../options/options.js';
import { readPlan } from '../rollout/plan.js';
import { digestOf, splitPlanFile } from '../rollout/plan-file.js';
import type { PreparedRollout } from '../rollout/prepared.js';
import { readScale } from '../rollout/scale-option.js';
import { UsageError } from '../text/usage-error.js';
import type { Environment } from './command.js';
import { loadConfig } from './config/load-config.js';
import { readConfig } from './config/read-config.js';
import { sharePlacesIn } from './share-places.js';
import { verifyOptions } from './verify-options.js';

/** @throws UsageError that names the file and the key. */
export async function loadPlan(written: string, env: Environment): Promise<PreparedRollout> {
  const file = resolve(written);
  const content = await loadConfig(file);
  const { own, scale, commands, options } = splitPlanFile(content);
  const plan = readPlan(own, written);
  const { values, target } = readConfig(options, written);
  const placed = {
    ...values,
    'set-command': readCommand(commands.setCommand, `${written}: setCommand`),
    'get-command': readCommand(commands.getCommand, `${written}: getCommand`),
  };
  const places = sharePlacesIn(placed, env);
  const capacity = readScale(scale, { file: written, haproxyStats: values['haproxy-stats'] ?? [] });
  if (capacity !== null && (values.compose !== undefined || values.stack !== undefined))
    throw new UsageError(
      'plan',
      `${written}: scale is for a share that replicas do not make; compose and stack of the plan scale themselves`,
    );
  const operands = target === undefined ? [] : [target];
  const signal = new AbortController().signal;
  const { haproxyStats: _, ...all } = await verifyOptions({ values, operands, env, signal });
  resolveOptions({ ...all, expect: '10%' });
  return { plan, file, digest: digestOf(content), places, capacity, options: all };
}

function readCommand(written: unknown, where: string): string | undefined {
  if (written === undefined || typeof written === 'string') return written;
  throw new UsageError('plan', `${where} must be a command, for example './get'`);
}
