import { jsonText } from '../../reporters/json.js';
import { routedText, waitingLine } from '../../reporters/routed-text.js';
import { type RoutedOptions, resolveRouted } from '../../routed/routed-options.js';
import { waitForRouting } from '../../routed/until-routed.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { liveTextOn } from '../live.js';
import { print } from '../output.js';
import { verifyOptions } from '../verify-options.js';

/** The time was up. */
const TIME_UP = 2;

/** Whether it could be run. Throws a UsageError. */
export async function checkWait(asked: CommandInput): Promise<void> {
  resolveRouted(await routedOptions(asked));
}

/** Waits, shows what is missing meanwhile, and prints how it ended. Returns the exit code. */
export async function runWait(asked: CommandInput): Promise<number> {
  const options = resolveRouted(await routedOptions(asked));
  const live = liveTextOn(asked.values);
  const routed = await waitForRouting({ ...options, signal: asked.signal }, (found) =>
    live.show((columns) => waitingLine(found, columns)),
  );
  live.clear();
  const exitCode = routed.routed ? 0 : asked.signal.aborted ? INTERRUPTED : TIME_UP;
  const { json = false } = asked.values;
  await print(json ? jsonText({ exitCode, ...routed }, 2) : routedText(routed, wantsColours()));
  return exitCode;
}

function routedOptions(asked: CommandInput): Promise<RoutedOptions> {
  return verifyOptions(asked);
}
