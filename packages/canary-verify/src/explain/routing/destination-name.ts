import type { Destination } from '../../haproxy/index.js';
/** The end of a request in a word or two: the backend's name, or the answer that HAProxy gives by itself. */
export function destinationName(end: Destination): string {
  if (end.kind === 'backend') return end.name;
  if (end.kind === 'server') return `${end.backend}/${end.server}`;
  const status = end.status === null ? 'an answer of HAProxy itself' : `status ${end.status}`;
  if (end.kind === 'unserved') return `${end.backend} (nobody serves there, ${status})`;
  return end.kind === 'nowhere' ? `nowhere (${status})` : status;
}
