import { setTimeout as pause } from 'node:timers/promises';
import { expectNothing } from '../../options/consul-source.js';
import { resolveOptions } from '../../options/options.js';
import { jsonLine } from '../../reporters/json.js';
import { decisionsText, watchLine } from '../../reporters/watch-line.js';
import { listen, readListenAddress } from '../../served/listen.js';
import { nothingWatched, withRun } from '../../served/standing.js';
import { reasonOf } from '../../system/reason.js';
import { runShell } from '../../system/run-shell.js';
import type { VersionPair } from '../../terms/version-pair.js';
import { printable } from '../../text/printable.js';
import { UsageError } from '../../text/usage-error.js';
import type { Outcome, Verdict } from '../../verdict/verdict.js';
import { verify } from '../../verify.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { WATCHED } from '../flags/watched.js';
import { INTERRUPTED } from '../interruption.js';
import { liveOn } from '../live.js';
import { print, tell } from '../output.js';
import { checkOptions, verifyOptions } from '../verify-options.js';
import { milliseconds } from '../written-values.js';

/** Whether it could be run. Throws a UsageError. */
export async function checkWatch(asked: CommandInput): Promise<void> {
  if (follows(asked)) return resolveFollowed(asked);
  readPause(asked);
  if (asked.values.listen !== undefined) readListenAddress(asked.values.listen);
  await checkOptions(asked);
}

function readPause({ values }: CommandInput): number {
  return milliseconds('pause', values.pause ?? WATCHED.pause.defaultText);
}

/** Whether the traffic is shown without an expectation; one in a configuration file is left alone. Throws a UsageError. */
function follows({ values }: CommandInput): boolean {
  if (values.follow !== true) return false;
  const other = (['until-differs', 'listen', 'on-change'] as const).find(
    (name) => values[name] !== undefined && values[name] !== false,
  );
  if (other === undefined) return true;
  throw new UsageError('follow', `and --${other} exclude each other: it expects nothing, so nothing differs`);
}

async function resolveFollowed(asked: CommandInput): Promise<void> {
  const options = await verifyOptions(asked);
  resolveOptions({ ...options, ...expectNothing(options) });
}

/** Verifies until Ctrl-C (130), or until a decision is `differs` if that was asked for (1). */
export async function runWatch(asked: CommandInput): Promise<number> {
  if (follows(asked)) return (await import('./follow.js')).runFollow(asked);
  const { json = false, 'until-differs': untilDiffers = false } = asked.values;
  const options = await verifyOptions(asked);
  const pauseMs = readPause(asked);
  const { signal } = asked;
  const live = liveOn(asked.values);
  const decisions: Outcome[] = [];
  let watched = nothingWatched(staleAfterMs(pauseMs, resolveOptions(options).maxTimeMs));
  await using served =
    asked.values.listen === undefined
      ? null
      : await listen(readListenAddress(asked.values.listen), () => watched);
  if (served !== null && asked.values.quiet !== true) tell(`listening on ${served.url}\n`);
  const onChange = changeCommand(asked.values['on-change'], signal);
  let earlier: VersionPair | null = null;
  do {
    const verdict = await verify({
      ...options,
      signal,
      ...(earlier !== null && { earlierVersions: earlier }),
      ...(live.show !== null && { onProgress: live.show }),
    });
    live.clear();
    await print(json ? jsonLine(verdict) : watchLine(verdict, new Date(), wantsColours()));
    earlier = comparedIn(verdict) ?? earlier;
    if (!verdict.interrupted) {
      decisions.push(verdict.verdict);
      onChange(watched.standing?.latest.verdict ?? null, verdict.verdict);
      watched = withRun(watched, verdict, Date.now());
    }
    if (untilDiffers && verdict.verdict === 'differs') return 1;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  } while (!signal.aborted);
  if (!json) await print(decisionsText(decisions));
  return INTERRUPTED;
}

/** A run may take its whole time, and the next one as well, before the verdict is called old. */
function staleAfterMs(pauseMs: number, maxTimeMs: number): number {
  return 2 * (pauseMs + maxTimeMs);
}

type Change = (before: Outcome | null, now: Outcome) => void;

/** Runs the user's command when the verdict changes, one after the other. What fails is told, and watching goes on. */
function changeCommand(command: string | undefined, signal: AbortSignal): Change {
  let last: Promise<unknown> = Promise.resolve();
  return (before, now) => {
    if (command === undefined || before === now) return;
    const env = { CANARY_VERIFY_VERDICT: now, CANARY_VERIFY_BEFORE: before ?? '' };
    last = last
      .then(() => runShell(command, env, signal))
      .catch((error: unknown) =>
        tell(`canary-verify: --on-change failed: ${printable(reasonOf(error), 400)}\n`),
      );
  };
}

/** The two versions of a run that named no track, for later ones in which one of them is gone; null if there are none. */
function comparedIn({ diagnosis }: Verdict): VersionPair | null {
  const found = diagnosis.find((one) => one.kind === 'compared-versions');
  return found === undefined ? null : { canary: found.canary, stable: found.stable };
}
