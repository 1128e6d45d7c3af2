import { jsonText } from '../../reporters/json.js';
import { shareChangesText, sharesText } from '../../reporters/share-text.js';
import { settling, wantedShare } from '../../rollout/share.js';
import { refuseToldReplicas } from '../../share/known-replicas.js';
import {
  changedSince,
  placeNow,
  readAll,
  ShareError,
  setShare,
  UnreachableShare,
} from '../../share/set-share.js';
import type { PlaceReading, SharePlace } from '../../share/share-place.js';
import { printable } from '../../text/printable.js';
import { verify } from '../../verify.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { readShareOperands } from '../operands.js';
import { print, tell } from '../output.js';
import { readReporters } from '../reporters.js';
import { sharePlacesIn } from '../share-places.js';
import { verifyOptions } from '../verify-options.js';
import { reported } from './verify.js';

/** The share could not be read or set: as unmeasured as traffic that gives no answer. */
const NOT_SET = 3;
const UNLIKE = 1;
const WRONG_USAGE = 4;

/** Whether it could be run. Throws a UsageError. */
export async function checkShare(asked: CommandInput): Promise<void> {
  readReporters(asked.values.reporter ?? [], asked.values.json ?? false);
  sharePlacesIn(asked.values, asked.env);
  const { share } = readShareOperands(asked.operands);
  if (share !== null) await optionsFor(asked, share);
}

/** Sets the share and verifies it, or prints the one that stands there. Returns the exit code. */
export async function runShare(asked: CommandInput): Promise<number> {
  const places = sharePlacesIn(asked.values, asked.env);
  const { share } = readShareOperands(asked.operands);
  try {
    return share === null ? await showShare(asked, places) : await setAndVerify(asked, places, share);
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    tell(`canary-verify: ${printable(error.message, 1_000)}\n`);
    if (asked.signal.aborted) return INTERRUPTED;
    return error instanceof UnreachableShare ? WRONG_USAGE : NOT_SET;
  }
}

async function setAndVerify(
  asked: CommandInput,
  places: readonly SharePlace[],
  share: string,
): Promise<number> {
  const options = await optionsFor(asked, share);
  const changes = await setShare(places, wantedShare(options), asked.signal);
  if (!asked.values.quiet) tell(shareChangesText(changes));
  const exitCode = await reported(asked, (told) => verify({ ...options, ...settling(changes), ...told }));
  if (asked.signal.aborted) return exitCode;
  // DNS answers that bring weights, a reload and other people change it, perhaps after the last response was counted.
  const changed = await changedSince(places, changes, asked.signal);
  if (changed === null) return exitCode;
  tell(`canary-verify: ${printable(changed, 1_000)}\n`);
  return NOT_SET;
}

async function showShare({ values, signal }: CommandInput, places: readonly SharePlace[]): Promise<number> {
  const readings = await readAll(places, signal);
  const shares = places.map((place, index) => placeNow(place, readings[index] as PlaceReading));
  const exitCode = new Set(shares.map(({ share }) => share)).size === 1 ? 0 : UNLIKE;
  await print(values.json ? jsonText({ exitCode, shares }, 2) : sharesText(shares));
  return exitCode;
}

type Options = Awaited<ReturnType<typeof verifyOptions>>;

async function optionsFor(asked: CommandInput, share: string): Promise<Options> {
  const { url } = readShareOperands(asked.operands);
  const { haproxyStats: _, ...options } = await verifyOptions({
    ...asked,
    operands: url === undefined ? [] : [url],
  });
  const { compose, stack } = asked.values;
  refuseToldReplicas({ compose, stack }, options);
  const whole = { ...options, expect: share };
  // Throws where the run would: nothing has changed yet.
  wantedShare(whole);
  return whole;
}
