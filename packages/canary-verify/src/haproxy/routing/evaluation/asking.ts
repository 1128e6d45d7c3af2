import type { Expression } from '../rules/expression.js';
import type { Assumed, Phase, RoutingRules } from '../rules/rules.js';
import { doubtAt, type Message } from './message.js';
import type { Doubt } from './sample-value.js';

/** The request and the place that conditions and values are evaluated for. */
export interface Scope {
  message: Message;
  phase: Phase;
  /** In TCP mode HAProxy asks before, or without, reading HTTP. */
  mode: 'http' | 'tcp';
  rules: RoutingRules;
  assumed: Assumed;
  /** The name of the frontend that the request came to, and of the proxy whose rules are asked. */
  frontend: string;
  proxy: string;
}

/** A scope with the expression that is asked. */
export interface Asking extends Scope {
  expression: Expression;
  /** Which of its numbers a quiet moment gives; null: such numbers are not known. */
  quiet: 0 | 1 | null;
}

/** Field by field: it is made for each test of each way, and copying them by dots costs as much as the rest. */
export function askingOf(
  { message, phase, mode, rules, assumed, frontend, proxy }: Scope,
  expression: Expression,
  quiet: Asking['quiet'] = null,
): Asking {
  return { message, phase, mode, rules, assumed, frontend, proxy, expression, quiet };
}

/** A doubt about the expression that is asked. */
export function doubtExpression({ expression }: Asking, why: string, chancy = false): Doubt {
  return doubtAt(expression.place, expression.text, why, chancy);
}
