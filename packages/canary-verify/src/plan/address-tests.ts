import { type Band, type SplitRule, type SplitTest, splitTestByEvidence } from '../statistics/split-test.js';

/** How the addresses of a target are judged one by one. */
export interface AddressTests {
  /** The number of addresses. */
  addresses: number;
  /** The chance that addresses with the same share are found unlike. */
  unlikeErrorRate: number;
  /** One for each expected share. */
  shares: readonly AddressShareTest[];
}

/** The tests of one expected share at each address. */
export interface AddressShareTest {
  /** The expected band. It decides where the addresses are unlike. */
  own: SplitTest;
  /** A wider band. `matches` needs every address inside it. */
  wide: SplitTest;
  /** The half width of the wider band. */
  wideTolerance: number;
}

/** The error rates of what is said of single addresses. */
export interface AddressRates {
  /** The number of addresses. */
  addresses: number;
  /** The part of the error rate that is for single addresses: for `matches`, and for `differs`. */
  matches: number;
  differs: number;
}

/** An address inside the wider band is no further from the expected share than so many tolerances … */
const WIDER = 2;
/** … nor than this part of the share, so that an address without a canary is never inside. */
const MOST_OF_SHARE = 0.75;

/** The tests for these expected shares. */
export function addressTests(bands: readonly Band[], rates: AddressRates, rule: SplitRule): AddressTests {
  const differs = rates.differs / bands.length;
  return {
    addresses: rates.addresses,
    unlikeErrorRate: differs,
    shares: bands.map((band) => {
      const wideTolerance = wideToleranceOf(band);
      const inside = splitTestByEvidence(band, { ...rule, errorRate: rates.matches });
      const { outsideThreshold } = splitTestByEvidence(band, {
        ...rule,
        errorRate: differs / rates.addresses,
      });
      return {
        own: { ...inside, outsideThreshold },
        wide: splitTestByEvidence({ share: band.share, tolerance: wideTolerance }, rule),
        wideTolerance,
      };
    }),
  };
}

function wideToleranceOf({ share, tolerance }: Band): number {
  return Math.max(tolerance, Math.min(WIDER * tolerance, MOST_OF_SHARE * Math.min(share, 1 - share)));
}
