import { setTimeout as pause } from 'node:timers/promises';
import { jsonLine } from '../../reporters/json.js';
import { decisionsText, watchLine } from '../../reporters/watch-line.js';
import type { VersionPair } from '../../terms/version-pair.js';
import type { Outcome, Verdict } from '../../verdict/verdict.js';
import { verify } from '../../verify.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { WATCHED } from '../flags/watched.js';
import { interruption } from '../interruption.js';
import { liveOn } from '../live.js';
import { checkOptions, verifyOptions } from '../verify-options.js';
import { milliseconds } from '../written-values.js';

/** Whether it could be run. Throws a UsageError. */
export async function checkWatch(asked: CommandInput): Promise<void> {
  readPause(asked);
  await checkOptions(asked);
}

function readPause({ values }: CommandInput): number {
  return milliseconds('pause', values.pause ?? WATCHED.pause.defaultText);
}

/** Verifies until Ctrl-C (130), or until a decision is `differs` if that was asked for (1). */
export async function runWatch(asked: CommandInput): Promise<number> {
  const { json = false, 'until-differs': untilDiffers = false } = asked.values;
  const options = await verifyOptions(asked);
  const pauseMs = readPause(asked);
  const signal = interruption();
  const live = liveOn(asked.values);
  const decisions: Outcome[] = [];
  let earlier: VersionPair | null = null;
  while (!signal.aborted) {
    const verdict = await verify({
      ...options,
      signal,
      ...(earlier !== null && { earlierVersions: earlier }),
      ...(live.show !== null && { onProgress: live.show }),
    });
    live.clear();
    process.stdout.write(json ? jsonLine(verdict) : watchLine(verdict, new Date(), wantsColours()));
    earlier = comparedIn(verdict) ?? earlier;
    if (!verdict.interrupted) decisions.push(verdict.verdict);
    if (untilDiffers && verdict.verdict === 'differs') return 1;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
  if (!json) process.stdout.write(decisionsText(decisions));
  return 130;
}

/** The two versions of a run that named no track, for later ones in which one of them is gone; null if there are none. */
function comparedIn({ diagnosis }: Verdict): VersionPair | null {
  const found = diagnosis.find((one) => one.kind === 'compared-versions');
  return found === undefined ? null : { canary: found.canary, stable: found.stable };
}
