import type { Track } from '../../terms/track.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';

/** The words for a diagnosis, and the advice; null if there is no advice. */
export interface DiagnosisText {
  says: string;
  next: string | null;
}

/** The words for kinds of diagnosis. */
export type Words<Some extends Diagnosis = Diagnosis> = {
  [Kind in Some['kind']]: (diagnosis: Extract<Some, { kind: Kind }>) => DiagnosisText;
};

export const THE: Record<Track, string> = { stable: 'the stable version', canary: 'the canary' };
