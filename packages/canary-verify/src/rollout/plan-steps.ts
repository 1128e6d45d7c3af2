import { readExpectation } from '../options/expectation.js';
import { readHeaderLine } from '../options/header-line.js';
import { type Header, readHeaders } from '../options/request-headers.js';
import { quoted } from '../text/usage-error.js';
import { isObject, readDuration, refuseUnknownKeys, wrongPlan } from './read-plan-keys.js';

/** One step of a rollout. */
export interface PlanStep {
  /**
   * The header that marks requests: all of those must reach the canary, and no others, while the share is 0 %. Null for a step that
   * gives a share.
   */
  header: Header | null;
  /** The canary's share, from 0 to 1. */
  share: number;
  /** How far from it is right; 0 for 0 % and 100 %. */
  tolerance: number;
  /** The tolerance as it was written, for this step or for all; undefined: the default. */
  writtenTolerance: string | undefined;
  /** The canary's replicas; null: as many as the share needs. */
  replicas: number | null;
  /** How long the share is watched before the next step, in milliseconds. */
  bakeMs: number;
  /** Whether somebody must say `promote` behind it; null: nobody. */
  pause: StepPause | null;
}

/** A pause behind a step. */
export interface StepPause {
  /** It is watched for so long, in milliseconds; null: it is held, and nobody watches. */
  ms: number | null;
  /** What is done if nobody has said anything by then. */
  otherwise: 'hold' | 'promote' | 'abort';
}

/**
 * Reads the steps. 100 % is the last one, written or not. `common`: the tolerance of steps without their own.
 *
 * @throws UsageError that names the file and the key.
 */
export function readSteps(steps: unknown, file: string, common: string | number | undefined): PlanStep[] {
  if (!Array.isArray(steps) || steps.length === 0)
    throw wrongPlan(file, `steps must be a list of shares, for example [1%, 10%, 50%]; got ${quoted(steps)}`);
  const read = steps.map((step) => readStep(step, file, common));
  const falling = read.findIndex((step, index) => !isHigher(step, read[index - 1]));
  if (falling !== -1)
    throw wrongPlan(
      file,
      `steps must rise from more than 0 %, with headers before them: step ${falling + 1} is ${quoted(steps[falling])}`,
    );
  if (common !== undefined && !read.some((step) => step.writtenTolerance === String(common)))
    throw wrongPlan(
      file,
      'tolerance is for steps with a share and no tolerance of their own; there are none',
    );
  return (read.at(-1)?.share ?? 0) < 1 ? [...read, readStep('100%', file, undefined)] : read;
}

/** Headers come before every share; 0 % is no step. */
function isHigher({ header, share }: PlanStep, before: PlanStep | undefined): boolean {
  return header === null ? share > (before?.share ?? 0) : (before?.share ?? 0) === 0;
}

const STEP_KEYS: readonly string[] = [
  'header',
  'share',
  'tolerance',
  'replicas',
  'bake',
  'pause',
  'otherwise',
];

function readStep(step: unknown, file: string, common: string | number | undefined): PlanStep {
  const written = isObject(step) ? step : { share: step };
  refuseUnknownKeys(written, STEP_KEYS, file);
  const { header, replicas = null, bake = '0s', pause = false, otherwise } = written;
  if (replicas !== null && !(Number.isInteger(replicas) && Number(replicas) > 0))
    throw wrongPlan(file, `replicas must be a whole number from 1; got ${quoted(replicas)}`);
  return {
    ...(header === undefined ? readShare(written, file, common) : readMark(written, file)),
    replicas: replicas === null ? null : Number(replicas),
    bakeMs: readDuration(bake, 'bake', file),
    pause: readPause(pause, otherwise, file),
  };
}

type WhatStepMoves = Pick<PlanStep, 'header' | 'share' | 'tolerance' | 'writtenTolerance'>;

function readShare(
  { share, tolerance }: Record<string, unknown>,
  file: string,
  common: string | number | undefined,
): WhatStepMoves {
  if (!isWord(share) || (tolerance !== undefined && !isWord(tolerance)))
    throw wrongPlan(file, `a step must have a share or a header, for example 10%; got ${quoted(share)}`);
  const expectation = readExpectation({ expect: share, tolerance, commonTolerance: common, leak: '1%' });
  if (expectation.kind === 'share') {
    const written = tolerance ?? common;
    return {
      ...{ header: null, share: expectation.share, tolerance: expectation.tolerance },
      writtenTolerance: written === undefined ? undefined : String(written),
    };
  }
  const isAll = expectation.kind === 'only' && expectation.track === 'canary';
  return { header: null, share: isAll ? 1 : 0, tolerance: 0, writtenTolerance: undefined };
}

function readMark({ header, share, tolerance }: Record<string, unknown>, file: string): WhatStepMoves {
  if (share !== undefined || tolerance !== undefined)
    throw wrongPlan(file, 'a step has either a header or a share: marked requests come before any share');
  const pair = typeof header === 'string' ? readHeaderLine(header) : null;
  // The value may be a secret.
  if (pair === null) throw wrongPlan(file, 'header must be a line, for example "X-Canary: always"');
  const [read = pair] = readHeaders([pair]);
  return { header: read, share: 0, tolerance: 0, writtenTolerance: undefined };
}

const OTHERWISE: readonly unknown[] = ['hold', 'promote', 'abort'];

function readPause(pause: unknown, otherwise: unknown, file: string): StepPause | null {
  if (otherwise !== undefined && (typeof pause === 'boolean' || !OTHERWISE.includes(otherwise)))
    throw wrongPlan(
      file,
      `otherwise must be one of ${OTHERWISE.join(', ')}, behind a pause with a time; got ${quoted(otherwise)}`,
    );
  if (typeof pause === 'boolean') return pause ? { ms: null, otherwise: 'hold' } : null;
  if (typeof pause !== 'string')
    throw wrongPlan(
      file,
      `pause must be true, or a time with its unit, for example 10m; got ${quoted(pause)}`,
    );
  return {
    ms: readDuration(pause, 'pause', file),
    otherwise: (otherwise ?? 'hold') as StepPause['otherwise'],
  };
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
