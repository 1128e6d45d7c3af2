import type { Expression } from '../expression.js';
import type { Phase } from '../rules.js';
import { doubtAt, type Message } from './message.js';
import type { Doubt } from './sample.js';

/** Where an expression is asked. */
export interface Asking {
  message: Message;
  phase: Phase;
  mode: 'http' | 'tcp';
  expression: Expression;
  /** Variables that outlive a request, and that some rule sets. */
  lasting: ReadonlySet<string>;
}

/** A doubt about the expression that is asked. */
export function unsure({ expression }: Asking, why: string, chancy = false): Doubt {
  return doubtAt(expression.place, expression.text, why, chancy);
}
