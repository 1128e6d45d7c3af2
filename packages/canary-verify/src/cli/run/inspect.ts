import {
  inspect,
  inspectionText,
  loadConfiguration,
  loadPatternFiles,
  readHaproxyConfig,
  readProcess,
  type StatsPlace,
} from '../../haproxy/index.js';
import { readStatsPlace } from '../../options/stats-place.js';
import { jsonText } from '../../reporters/json.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { print } from '../output.js';
import { checkByHaproxy } from './check-by-haproxy.js';

/** Whether it could be run. Throws a UsageError. */
export function checkInspect(asked: CommandInput): void {
  readInspected(asked);
}

/** Inspects and prints. */
export async function runInspect(asked: CommandInput): Promise<number> {
  const { sources, places, names } = readInspected(asked);
  const files = sources.map(({ file }) => file);
  const { signal } = asked;
  const [check, ...processes] = await Promise.all([
    checkByHaproxy(asked.operands, signal),
    ...places.map((place) => readProcess(place, signal)),
  ]);
  const config = readHaproxyConfig(sources, asked.env, versionNumber(check?.version));
  const patterns = loadPatternFiles(config);
  const inspection = inspect({ config, files, patterns, check, asked: names, processes });
  const { json = false } = asked.values;
  await print(json ? jsonText(inspection, 2) : inspectionText(inspection, wantsColours()));
  return signal.aborted ? INTERRUPTED : 0;
}

/** `HAProxy version 3.0.11-1+deb13u2` is 3.0.11-1+deb13u2. */
function versionNumber(text: string | undefined): string | null {
  return /version (\d[^ ]*)/.exec(text ?? '')?.[1] ?? null;
}

function readInspected({ operands, values }: CommandInput) {
  if (operands.length === 0)
    throw new UsageError(
      'arguments',
      "inspect must have HAProxy's configuration: canary-verify inspect haproxy.cfg",
    );
  const { canary = null, stable = null, stats, runtime } = values;
  if (canary !== null && canary === stable)
    throw new UsageError('canary', `and \`stable\` must differ; got ${quoted(canary)} for both`);
  return {
    sources: loadConfiguration(operands, 'arguments'),
    names: { canary, stable },
    places: [...placeOf(stats, 'stats', 'page'), ...placeOf(runtime, 'runtime', 'socket')],
  };
}

function placeOf(written: string | undefined, option: string, kind: StatsPlace['kind']): StatsPlace[] {
  if (written === undefined) return [];
  const place = readStatsPlace(written, option);
  if (place.kind === kind) return [place];
  throw new UsageError(
    option,
    kind === 'page' ? 'must be a URL; use --runtime for a socket' : 'must be a socket; use --stats for a URL',
  );
}
