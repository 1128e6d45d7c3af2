import { followTraffic } from '../../follow/follow-traffic.js';
import { followLine } from '../../reporters/follow-line.js';
import { jsonText } from '../../reporters/json.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { print } from '../output.js';
import { verifyOptions } from '../verify-options.js';

/** Prints the figures of each second until Ctrl-C (130). */
export async function runFollow(asked: CommandInput): Promise<number> {
  const { json = false } = asked.values;
  for await (const figures of followTraffic({ ...(await verifyOptions(asked)), signal: asked.signal })) {
    // A second that was cut short would look like less traffic.
    if (asked.signal.aborted) break;
    const at = new Date();
    await print(json ? jsonText({ at: at.toISOString(), ...figures }, 0) : followLine(figures, at));
  }
  return INTERRUPTED;
}
