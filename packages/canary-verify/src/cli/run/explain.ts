import { explain } from '../../explain/explain.js';
import { type ExplainOptions, resolveExplain } from '../../explain/explain-options.js';
import { explanationText } from '../../reporters/explanation/explanation-text.js';
import { jsonText } from '../../reporters/json.js';
import { wantsColours } from '../colours.js';
import type { CommandInput } from '../command.js';
import { print } from '../output.js';
import { verifyOptions } from '../verify-options.js';

/** Whether it could be run. Throws a UsageError. */
export async function checkExplain(asked: CommandInput): Promise<void> {
  resolveExplain(await explainOptions(asked));
}

/** Explains and prints. */
export async function runExplain(asked: CommandInput): Promise<number> {
  const explanation = await explain({ ...(await explainOptions(asked)), signal: asked.signal });
  const { json = false } = asked.values;
  await print(json ? jsonText(explanation, 2) : explanationText(explanation, wantsColours()));
  return explanation.exitCode;
}

/** Without a URL it sends nothing: there is none that is meant. */
async function explainOptions(asked: CommandInput): Promise<ExplainOptions> {
  return verifyOptions(asked);
}
