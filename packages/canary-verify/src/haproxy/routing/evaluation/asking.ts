import type { Expression } from '../rules/expression.js';
import type { Phase, RoutingRules, ServersUp } from '../rules/rules.js';
import { doubtAt, type Message } from './message.js';
import type { Doubt } from './sample-value.js';

/** The request and the place that conditions and values are evaluated for. */
export interface Scope {
  message: Message;
  phase: Phase;
  /** In TCP mode HAProxy asks before, or without, reading HTTP. */
  mode: 'http' | 'tcp';
  rules: RoutingRules;
  serversUp: ServersUp;
}

/** A scope with the expression that is asked. */
export interface Asking extends Scope {
  expression: Expression;
}

/** Field by field: it is made for each test of each way, and copying them by dots costs as much as the rest. */
export function askingOf({ message, phase, mode, rules, serversUp }: Scope, expression: Expression): Asking {
  return { message, phase, mode, rules, serversUp, expression };
}

/** A doubt about the expression that is asked. */
export function doubtExpression({ expression }: Asking, why: string, chancy = false): Doubt {
  return doubtAt(expression.place, expression.text, why, chancy);
}
