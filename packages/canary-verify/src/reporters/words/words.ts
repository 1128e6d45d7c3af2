import type { Diagnosis } from '../../verdict/diagnosis.js';
/** What a diagnosis says, and what to do about it. */
export interface DiagnosisText {
  says: string;
  next: string | null;
}

/** The words for kinds of diagnosis. */
export type Words<Some extends Diagnosis = Diagnosis> = {
  [Kind in Some['kind']]: (diagnosis: Extract<Some, { kind: Kind }>) => DiagnosisText;
};
