import type { Balancer } from '../../bench/balancers/balancer.js';

/** What leaks in a HAProxy that answers by itself, as parts of a million; 0: nothing. */
export interface Leaks {
  /** Marked requests that the stable version answers. */
  marked: number;
  /** Unmarked requests that the canary answers. */
  unmarked: number;
}

const MILLION = 1_000_000;

/**
 * The rule of fixtures/haproxy/headers.cfg, but some requests go the wrong way by `rand()` (Configuration Manual 2.6, section
 * 7.3.2): of those that carry `X-Canary: always`, and of the others.
 */
export function leaking(name: string, { marked, unmarked }: Leaks): Balancer {
  const isMarked = '{ req.hdr(X-Canary) -m str always }';
  const rules = [
    `${answer('stable')} if ${isMarked} { rand(${MILLION}) lt ${marked} }`,
    `${answer('canary')} if ${isMarked}`,
    `${answer('canary')} if { rand(${MILLION}) lt ${unmarked} }`,
    answer('stable'),
  ];
  return { name, configure: () => ({ frontend: rules, backends: [] }) };
}

function answer(track: 'stable' | 'canary'): string {
  const headers = `hdr x-service-track ${track} hdr x-service-instance ${track}-1`;
  return `http-request return status 200 content-type text/plain string ok ${headers}`;
}
