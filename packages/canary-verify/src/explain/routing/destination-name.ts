import type { Destination } from '../../haproxy/index.js';
/** Where a request ends, in a word or two: the backend's name, or what HAProxy answers by itself. */
export function destinationName(end: Destination): string {
  if (end.kind === 'backend') return end.name;
  return end.kind === 'answered' ? `status ${end.status}` : 'nowhere (status 503)';
}
