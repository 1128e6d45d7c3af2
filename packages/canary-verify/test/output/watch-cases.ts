import { replica } from '../fake-server.js';
import { after, replicas } from './fake-proxy.js';
import type { VerdictCase } from './verdict-case.js';

/** Two runs are over: each has 459 counted requests, 35 before them, and perhaps one in flight at its end. */
const TWO_RUNS = 992;

/** What `watch` prints. */
export const WATCH_CASES: readonly VerdictCase[] = [
  {
    title: 'watch: ended by Ctrl-C',
    given: 'Nine stable replicas and one canary, in turn. Ctrl-C after 300 requests.',
    argv: ['watch', '--expect', '10%'],
    proxy: (interrupt) => after(300, replicas(9, 1), interrupt),
  },
  {
    title: 'watch: the traffic of each second',
    given: 'Nine stable replicas and one canary, in turn. Ctrl-C after 150 requests.',
    argv: ['watch', '--follow'],
    proxy: (interrupt) => after(150, replicas(9, 1), interrupt),
  },
  {
    title: 'watch: the canary gets requests',
    given: 'Two stable replicas, in turn. From the third run on the canary answers.',
    argv: ['watch', '--expect', '0%', '--pause', '10ms', '--until-differs'],
    proxy: () => after(TWO_RUNS, replicas(2, 0), replica('canary', 'service-v2-1')),
  },
];
