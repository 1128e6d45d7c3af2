import type { Diagnosis } from '../../verdict/diagnosis.js';
import { ADDRESS_WORDS } from './address-text.js';
import { ANSWER_WORDS } from './answer-text.js';
import { BLOCKED_WORDS } from './blocked-text.js';
import { CAUSE_WORDS } from './cause-text.js';
import { DIFFERENCE_WORDS } from './difference-text.js';
import { NOT_SETTLED_WORDS, ROUTING_CHANGED_WORDS } from './gap-text.js';
import { HEALTH_WORDS } from './health-text.js';
import { OPEN_WORDS } from './open-text.js';
import { REDIRECT_WORDS } from './redirect-text.js';
import { REPLICA_WORDS } from './replica-text.js';
import { RULE_WORDS } from './rule-text.js';
import { STEADINESS_WORDS } from './steadiness-text.js';
import { VERSION_WORDS } from './version-text.js';
import type { DiagnosisText, Words } from './words.js';

/** The words for every kind of diagnosis. */
export const DIAGNOSIS_WORDS: Words = {
  ...BLOCKED_WORDS,
  ...NOT_SETTLED_WORDS,
  ...ROUTING_CHANGED_WORDS,
  ...REDIRECT_WORDS,
  ...ANSWER_WORDS,
  ...DIFFERENCE_WORDS,
  ...ADDRESS_WORDS,
  ...REPLICA_WORDS,
  ...VERSION_WORDS,
  ...STEADINESS_WORDS,
  ...OPEN_WORDS,
  ...HEALTH_WORDS,
  ...RULE_WORDS,
  ...CAUSE_WORDS,
};

/** The words for a diagnosis. */
export function diagnosisText<Kind extends Diagnosis['kind']>(
  diagnosis: Extract<Diagnosis, { kind: Kind }>,
): DiagnosisText {
  return DIAGNOSIS_WORDS[diagnosis.kind as Kind](diagnosis);
}
