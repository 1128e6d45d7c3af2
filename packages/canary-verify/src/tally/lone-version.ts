import { onlyVersion } from './compared-versions.js';
import { namelessResponses } from './nameless.js';
import type { ArmTally, Tally } from './tally.js';

/**
 * The one version that has answered, when nothing says whether it is the canary; null if there is none such. Where some
 * responses name their side, another version is not alone.
 */
export function loneVersion({ arms, versions }: Tally): string | null {
  const named = arms.some(({ names, stable, canary }) => names.length === 0 && stable + canary > 0);
  return named ? null : onlyVersion(versions);
}

/** How many responses of an arm the lone version has given. */
export function loneResponses(arm: ArmTally): number {
  return arm.names.length > 0 ? 0 : arm.unidentified - namelessResponses(arm);
}
