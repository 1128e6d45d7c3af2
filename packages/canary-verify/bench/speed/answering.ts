import type { Balancer } from '../balancers/balancer.js';

/** What a replica of service-kit answers, in length and in headers, as HAProxy says it by itself. */
function answer(track: 'stable' | 'canary', instance: string): string {
  const version = track === 'canary' ? '2.0.0' : '1.0.0';
  const body = JSON.stringify({ service: 'message', version, track, instance, commit: null, branch: null });
  const headers = [
    ['x-service-version', version],
    ['x-service-instance', instance],
    ['x-service-track', track],
    ['cache-control', 'no-store'],
  ].map(([name, value]) => `hdr ${name} ${value}`);
  return `http-request return status 200 content-type application/json ${headers.join(' ')} string '${body}'`;
}

/** Answers by itself, without a server behind it: `share` of the requests, as a fraction, as the canary. */
export function answering(name: string, share: number): Balancer {
  const parts = 1_000_000;
  const canary = `${answer('canary', 'message-canary-1')} if { rand(${parts}) lt ${Math.round(share * parts)} }`;
  return {
    name,
    configure: () => ({ frontend: [canary, answer('stable', 'message-stable-1')], backends: [] }),
  };
}
