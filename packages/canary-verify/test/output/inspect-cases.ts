import { byHeader, oneBackend } from './fake-configuration.js';
import { fakeHaproxy, free, slots } from './fake-haproxy.js';
import type { VerdictCase } from './verdict-case.js';

/** Servers with addresses and weights, and a header that leads to the canary. */
const WEIGHTED = `frontend shop
    mode http
    bind :48151
    use_backend canary if { req.hdr(X-Canary) -m str always }
    use_backend canary if { rand(100) lt 5 }
    default_backend stable

backend stable
    mode http
    balance roundrobin
    server stable-1 10.0.0.1:8080 check weight 90
    server stable-2 10.0.0.2:8080 check weight 90

backend canary
    mode http
    balance roundrobin
    server canary-1 10.0.0.3:8080 check
`;

/** What `inspect` prints. */
export const INSPECT_CASES: readonly VerdictCase[] = [
  {
    title: 'inspect: a header leads to the canary',
    given: 'One header leads to the canary. Of the other requests 5 % do.',
    argv: ['inspect', 'haproxy.cfg'],
    proxy: null,
    files: { 'haproxy.cfg': WEIGHTED },
  },
  {
    title: 'inspect: servers come from DNS',
    given: 'Consul tells HAProxy by DNS how many servers there are.',
    argv: ['inspect', 'haproxy.cfg'],
    proxy: null,
    files: { 'haproxy.cfg': byHeader() },
  },
  {
    title: 'inspect: beside a running HAProxy',
    given: 'The stats page of HAProxy shows three stable servers and one canary.',
    argv: ['inspect', 'haproxy.cfg', '--stats', 'http://localhost:48152/stats'],
    proxy: null,
    haproxy: [
      fakeHaproxy([...slots('stable', 3), free('stable-4'), ...slots('canary', 1), free('canary-2')]),
    ],
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'inspect: the stats page cannot be read',
    given: 'Nobody listens where the stats page should be.',
    argv: ['inspect', 'haproxy.cfg', '--stats', 'http://localhost:48152/stats'],
    proxy: null,
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'inspect: rules that have no effect, and a rule that is not understood',
    given: 'A pattern in capitals after `lower`, a rule in Lua, and a rule that no request gets to.',
    argv: ['inspect', 'haproxy.cfg'],
    proxy: null,
    files: {
      'haproxy.cfg': byHeader({
        rules: 'use_backend canary if { req.hdr(X-Canary),lower -m str ALWAYS }',
        behind: 'use_backend %[lua.pick]\n    use_backend canary if { path /beta }',
      }),
    },
  },
];
