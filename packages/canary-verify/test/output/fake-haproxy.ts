import type { RequestListener } from 'node:http';
import { portOf } from './fake-consul.js';

/** A server that a fake HAProxy shows. */
export interface FakeSlot {
  name: string;
  /** Default: that of the others. */
  backend?: string;
  /** Null: the slot has no address. */
  port: number | null;
  status?: string;
  weight?: number;
  ownWeight?: number;
  backup?: boolean;
  throttle?: number;
  /** Attempts that were made once more, requests that went on to another server, and responses. */
  retried?: number;
  sentOn?: number;
  answered?: number;
}

/** The slots of a template with the instances of a service, from number 1 on. */
export function slots(track: 'stable' | 'canary', count: number, more: Partial<FakeSlot> = {}): FakeSlot[] {
  const service = track === 'stable' ? 'service-v1' : 'service-v2';
  return Array.from({ length: count }, (_, index) => ({
    name: `${track}-${index + 1}`,
    port: portOf(service, index + 1),
    ...more,
  }));
}

/** A slot that nothing has come for. */
export const free = (name: string): FakeSlot => ({ name, port: null, status: 'MAINT (resolution)' });

const FIELDS = [
  'pxname',
  'svname',
  'stot',
  'status',
  'weight',
  'bck',
  'throttle',
  'type',
  'addr',
  'algo',
  'uweight',
  'wretr',
  'wredis',
  'hrsp_1xx',
  'hrsp_2xx',
  'hrsp_3xx',
  'hrsp_4xx',
  'hrsp_5xx',
  'hrsp_other',
];

/** Answers as HAProxy's statistics page. */
export function fakeHaproxy(servers: readonly FakeSlot[], shown: Shown = {}): RequestListener {
  const csv = statistics(servers, shown);
  const page =
    '<h1>HAProxy version 2.6.12-1, released 2026/10/17</h1><h2>Statistics Report for pid 4711</h2>';
  return ({ url = '' }, response) => response.writeHead(200).end(url.endsWith(';csv') ? csv : page);
}

/** How a fake HAProxy shows its servers. */
interface Shown {
  backend?: string;
  algorithm?: string;
  addresses?: boolean;
}

/** The statistics as CSV, of one backend. */
export function statistics(
  servers: readonly FakeSlot[],
  { backend = 'message', algorithm = 'roundrobin', addresses = true }: Shown = {},
): string {
  const rows = servers.map(({ name, port, status = 'UP', weight = 1, ownWeight = weight, ...more }) => [
    ...[more.backend ?? backend, name, 100, status, weight, more.backup ? 1 : 0, more.throttle ?? '', 2],
    ...[port === null || !addresses ? '' : `10.0.0.1:${port}`, '', ownWeight],
    ...[more.retried ?? 0, more.sentOn ?? 0, 0, more.answered ?? 100, 0, 0, 0, 0],
  ]);
  const whole = [backend, 'BACKEND', 200, 'UP', 2, 0, '', 1, '', algorithm, 2];
  return [`# ${FIELDS.join()},`, ...[...rows, whole].map((row) => `${row.join()},`), ''].join('\n');
}
