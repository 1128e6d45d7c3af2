import {
  type AskedRequest,
  inspect,
  inspectionText,
  loadConfiguration,
  loadPatternFiles,
  readHaproxyConfig,
  readProcess,
  type StatsPlace,
  USUAL_REQUEST,
} from '../../haproxy/index.js';
import { readHeaders } from '../../options/request-headers.js';
import { readStatsPlace } from '../../options/stats-place.js';
import { readUrl } from '../../options/url.js';
import { jsonText } from '../../reporters/json.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { readHeaderFlags } from '../header-flags.js';
import { INTERRUPTED } from '../interruption.js';
import { print } from '../output.js';
import { checkByHaproxy } from './check-by-haproxy.js';

/** Whether it could be run. Throws a UsageError. */
export function checkInspect(asked: CommandInput): void {
  readInspected(asked);
}

/** Inspects and prints. */
export async function runInspect(asked: CommandInput): Promise<number> {
  const { sources, places, names, request, paths } = readInspected(asked);
  const files = sources.map(({ file }) => file);
  const { signal } = asked;
  const [check, ...processes] = await Promise.all([
    checkByHaproxy(paths, signal),
    ...places.map((place) => readProcess(place, signal)),
  ]);
  const config = readHaproxyConfig(sources, asked.env, versionNumber(check?.version));
  const patterns = loadPatternFiles(config);
  const inspection = inspect({ config, files, patterns, check, asked: names, request, processes });
  const { json = false } = asked.values;
  await print(json ? jsonText(inspection, 2) : inspectionText(inspection, wantsColours()));
  return signal.aborted ? INTERRUPTED : 0;
}

/** `HAProxy version 3.0.11-1+deb13u2` is 3.0.11-1+deb13u2. */
function versionNumber(text: string | undefined): string | null {
  return /version (\d[^ ]*)/.exec(text ?? '')?.[1] ?? null;
}

function readInspected({ operands, values }: CommandInput) {
  const [url, ...moreUrls] = operands.filter(isUrl);
  const paths = operands.filter((operand) => !isUrl(operand));
  if (moreUrls.length > 0)
    throw new UsageError('arguments', `must have one URL at most; got ${quoted(moreUrls[0])} as well`);
  if (paths.length === 0)
    throw new UsageError(
      'arguments',
      "inspect must have HAProxy's configuration: canary-verify inspect haproxy.cfg",
    );
  const { canary = null, stable = null, stats, runtime } = values;
  if (canary !== null && canary === stable)
    throw new UsageError('canary', `and \`stable\` must differ; got ${quoted(canary)} for both`);
  return {
    sources: loadConfiguration(paths, 'arguments'),
    paths,
    request: readRequest(url, values),
    names: { canary, stable },
    places: [...placeOf(stats, 'stats', 'page'), ...placeOf(runtime, 'runtime', 'socket')],
  };
}

const URL_WORDS = { option: 'url', example: 'https://shop.example/cart', instead: 'use -H' };

function isUrl(operand: string): boolean {
  return /^https?:\/\//i.test(operand);
}

function readRequest(
  url: string | undefined,
  { header = [], method = USUAL_REQUEST.method }: CommandInput['values'],
): AskedRequest {
  const headers = readHeaders(readHeaderFlags(header));
  return { ...USUAL_REQUEST, url: url === undefined ? null : readUrl(URL_WORDS, url), method, headers };
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
