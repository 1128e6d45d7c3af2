import { masked } from '../../text/masked.js';
/** The place where a running HAProxy is asked. */
export type StatsPlace =
  /** Its statistics page. */
  | { kind: 'page'; url: string; authorization: string | null }
  /** Its runtime socket. */
  | { kind: 'socket'; connect: { path: string } | { host: string; port: number } };

/** How the place is called in a report: without credentials. */
export function placeName(place: StatsPlace): string {
  if (place.kind === 'page') return masked(place.url);
  const { connect } = place;
  if ('path' in connect) return connect.path;
  return `${connect.host.includes(':') ? `[${connect.host}]` : connect.host}:${connect.port}`;
}
