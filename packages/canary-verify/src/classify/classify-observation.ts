import type { Answer, FailureCause, Observation } from '../observation/observation.js';
import type { ClassifyRules } from '../options/classify-rules.js';
import { classifier, failureOf } from './classify.js';
import type { Origin } from './origin.js';

/** An observation, and what its response says of where it came from. */
export type ClassifiedObservation =
  | { kind: 'answered'; observation: Observation; answer: Answer; origin: Origin }
  /** The origin is null where there is no response, or none that can be read. */
  | { kind: 'failed'; observation: Observation; cause: FailureCause; origin: Origin | null };

/** Classifies the observations of a run. Responses that come again and again are read once. */
export function observationClassifier(
  rules: ClassifyRules,
): (observation: Observation) => ClassifiedObservation {
  const classify = classifier(rules);
  return (observation) => {
    const { outcome: answer } = observation;
    if (typeof answer === 'string') return { kind: 'failed', observation, cause: answer, origin: null };
    const origin = classify(answer);
    const cause = failureOf(answer);
    if (typeof origin === 'string')
      return { kind: 'failed', observation, cause: cause ?? origin, origin: null };
    if (cause !== null) return { kind: 'failed', observation, cause, origin };
    return { kind: 'answered', observation, answer, origin };
  };
}
