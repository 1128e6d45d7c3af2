import { printable } from '../../../text/printable.js';
import type { Finding, NeverMatches } from '../../routing/findings.js';
import type { PlaceText } from './place-text.js';

/** A finding in words; null if it stands elsewhere, beside the header to insert. */
export function findingText(finding: Finding, placeText: PlaceText): string | null {
  switch (finding.kind) {
    case 'never-matches':
      return `"${printable(finding.pattern, 60)}" matches no request: ${NEVER[finding.because]}`;
    case 'method-forgotten':
      return `a converter makes HAProxy forget that ${printable(finding.keyword)} looks at a part: whole values are compared. Say -m after it`;
    case 'operator-is-pattern':
      return `${printable(finding.operator)} is one more text to compare with, and no comparison of numbers: leave it out, or use hdr_val`;
    case 'never-reached':
      return `no request gets here: the rule at ${placeText(finding.after)} applies to all`;
    case 'no-such-backend':
      return `there is no backend ${printable(finding.backend)}`;
    case 'matches-more':
      return null;
  }
}

const NEVER: Readonly<Record<NeverMatches, string>> = {
  'case-converted': 'by then the value is all in the other case. Write the pattern so, or add -i',
  comma: 'what req.hdr compares has been split at commas. req.fhdr takes the whole line',
  blanks: 'spaces around a value are not part of it',
};
