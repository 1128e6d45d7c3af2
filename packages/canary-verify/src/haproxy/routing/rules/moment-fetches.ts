import type { Call, Expression } from './expression.js';

/** Fetches whose value is that of a moment: it is small, or large, while no limit is reached (manual, sections 7.3.2 to 7.3.5). */
const COUNTERS =
  /^(?:sc[0-9]?_|src_)(?:conn_cnt|conn_cur|conn_rate|sess_cnt|sess_rate|http_req_cnt|http_req_rate|http_err_cnt|http_err_rate|http_fail_cnt|http_fail_rate|bytes_(?:in|out)_rate|kbytes_(?:in|out)|glitch_cnt|glitch_rate|get_gpc[01]?|gpc[01]?_rate|get_gpt0?|trackers)$/;
const LOADS =
  /^(?:be_conn|fe_conn|srv_conn|queue|srv_queue|avg_queue|be_sess_rate|fe_sess_rate|fe_req_rate|srv_sess_rate|be_connslots_used|table_cnt)$/;
const ROOMS = /^(?:connslots|be_conn_free|srv_conn_free|table_avail)$/;
const TABLES =
  /^table_(?:conn_cnt|conn_cur|conn_rate|sess_cnt|sess_rate|http_req_cnt|http_req_rate|http_err_cnt|http_err_rate|http_fail_cnt|http_fail_rate|bytes_(?:in|out)_rate|kbytes_(?:in|out)|gpc[01]?|gpc[01]?_rate|gpt0?|server_id|trackers)$/;

/** Small numbers and large ones: a claim must hold for each of them, as a request counts itself. */
const SMALL = [0n, 1n] as const;
const LARGE = [1_000n, 1_000_000n] as const;

/** The numbers of a quiet moment that a fetch or a converter may give; null if it gives no such number. */
export function quietNumbers(name: string): readonly bigint[] | null {
  if (COUNTERS.test(name) || LOADS.test(name) || TABLES.test(name)) return SMALL;
  return ROOMS.test(name) ? LARGE : null;
}

/** Whether an expression has a number of the moment in it. */
export function isOfMoment({ fetch, converters }: Expression): boolean {
  return quietNumbers(fetch.name) !== null || converters.some(({ name }) => quietNumbers(name) !== null);
}

/** The backend whose servers a fetch asks for: `nbsrv(backend)`, `srv_is_up(backend/server)`. Null if it asks for none. */
export function backendAsked({ name, args: [written = ''] }: Call, own: string): string | null {
  if (name === 'nbsrv') return written === '' ? own : written;
  if (name !== 'srv_is_up') return null;
  return written.includes('/') ? (written.split('/', 1)[0] as string) : own;
}
