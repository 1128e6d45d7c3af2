import type { Destination } from '../../haproxy/index.js';
/** The end of a request in a word or two: the backend's name, or the answer that HAProxy gives by itself. */
export function destinationName(end: Destination): string {
  if (end.kind === 'backend') return end.name;
  return end.kind === 'answered' ? `status ${end.status}` : 'nowhere (status 503)';
}
