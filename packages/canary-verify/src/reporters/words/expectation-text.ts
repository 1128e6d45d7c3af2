import type { Expectation } from '../../options/expectation.js';
import type { Band } from '../../statistics/split-test.js';
import { percent, percentagePoints } from '../../text/figures.js';

/** "10 % ± 3 points", "only the canary", "only the stable version". */
export function expectationText(expectation: Expectation): string {
  if (expectation.kind === 'share') return bandText(expectation);
  if (expectation.kind === 'versions')
    return expectation.versions.map(({ version, ...band }) => `${version} ${bandText(band)}`).join(', ');
  return expectation.track === 'canary' ? 'only the canary' : 'only the stable version';
}

function bandText({ share, tolerance }: Band): string {
  return `${percent(share)} ± ${percentagePoints(tolerance)}`;
}
