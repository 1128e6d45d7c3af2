import type { FailureCause } from '../../observation/observation.js';

const CAUSE_TEXT: Record<Exclude<FailureCause, `http-${number}`>, string> = {
  refused: 'the connection was refused',
  unreachable: 'the host cannot be reached',
  unresolved: 'the name cannot be resolved',
  reset: 'the connection was closed before the response was complete',
  timeout: 'no answer in time',
  tls: 'the TLS connection failed',
  malformed: 'the response was malformed',
};

/** The words for a failure in a report. */
export function failureText(cause: FailureCause): string {
  return cause in CAUSE_TEXT ? CAUSE_TEXT[cause as keyof typeof CAUSE_TEXT] : cause.replace('http-', 'HTTP ');
}
