import type { Deduction, Destination } from './rules/rules.js';

/** Shares that differ by less are the same, calculated in another order. */
const ROUNDING = 1e-9;

/** Whether two requests are sent to the same places with the same shares; not when anything about it is unknown. */
export function sameOutcome(left: Deduction, right: Deduction): boolean {
  if (left.unknown.length > 0 || right.unknown.length > 0) return false;
  if (left.destinations.length !== right.destinations.length) return false;
  // Each destination stands once in a deduction.
  return left.destinations.every((one) =>
    right.destinations.some(
      (other) => Math.abs(one.share - other.share) < ROUNDING && isSame(one.destination, other.destination),
    ),
  );
}

function isSame(one: Destination, other: Destination): boolean {
  if (one.kind === 'backend') return other.kind === 'backend' && one.name === other.name;
  if (one.kind === 'nowhere') return other.kind === 'nowhere';
  if (one.kind === 'unserved') return other.kind === 'unserved' && one.backend === other.backend;
  if (one.kind === 'server')
    return other.kind === 'server' && one.backend === other.backend && one.server === other.server;
  return (
    other.kind === 'answered' &&
    one.status === other.status &&
    one.place.line === other.place.line &&
    one.place.file === other.place.file
  );
}
