import { createHash } from 'node:crypto';

/** What a plan file has: what is its own, the two commands, and options by the names of the flags. */
export interface PlanFile {
  own: { name: unknown; steps: unknown; on: unknown; drain: unknown; warmUp: unknown };
  /** What runs the replicas. */
  scale: unknown;
  commands: { setCommand: unknown; getCommand: unknown };
  options: Record<string, unknown>;
}

/** Takes a plan file apart; what the parts mean is read elsewhere. */
export function splitPlanFile(content: unknown): PlanFile {
  const whole = typeof content === 'object' && content !== null && !Array.isArray(content) ? content : {};
  const { name, steps, on, drain, warmUp, scale, setCommand, getCommand, ...options } = whole as Record<
    string,
    unknown
  >;
  return { own: { name, steps, on, drain, warmUp }, scale, commands: { setCommand, getCommand }, options };
}

/** Tells one plan from another: SHA-256 of what it says. */
export function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
