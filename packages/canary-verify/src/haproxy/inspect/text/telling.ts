import type { Paint } from '../../../text/paint.js';
import type { Inspection } from '../inspection.js';
import type { PlaceText } from './place-text.js';

/** The data that all parts of the text need. */
export interface Telling {
  inspection: Inspection;
  paint: Paint;
  placeText: PlaceText;
}
