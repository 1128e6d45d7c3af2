import { createHash } from 'node:crypto';
import type { WrittenPlan } from './plan.js';

/** What a plan file has: what is its own, the two commands, and options by the names of the flags. */
export interface PlanFile {
  own: Pick<WrittenPlan, 'name' | 'steps' | 'exchanged' | 'on' | 'drain' | 'warmUp'>;
  /** What runs the replicas. */
  scale: unknown;
  commands: { setCommand: unknown; getCommand: unknown };
  options: Record<string, unknown>;
}

/** Takes a plan file apart; what the parts mean is read elsewhere. */
export function splitPlanFile(content: unknown): PlanFile {
  const whole = typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {};
  const { name, steps, exchanged, on, drain, warmUp, ...others } = whole as Record<string, unknown>;
  const { scale, setCommand, getCommand, ...options } = others;
  const own = { name, steps, exchanged, on, drain, warmUp };
  return { own, scale, commands: { setCommand, getCommand }, options };
}

/** Tells one plan from another: SHA-256 of what it says. */
export function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
