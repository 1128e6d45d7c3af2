import { fakeConsul, instances } from './fake-consul.js';
import { replicas } from './fake-proxy.js';
import type { VerdictCase } from './verdict-case.js';

const AGENT = 'http://localhost:8500';

/** What `wait` prints. */
export const WAIT_CASES: readonly VerdictCase[] = [
  {
    title: 'wait: just the healthy replicas answer',
    given: 'Nine stable replicas and one canary, in turn. Consul calls these ten healthy.',
    argv: ['wait', '--replicas', '9+1', '--consul', AGENT],
    proxy: () => replicas(9, 1),
    consul: fakeConsul([...instances('service-v1', 9), ...instances('service-v2', 1)]),
  },
  {
    title: 'wait: a replica does not answer, another one should not',
    given:
      'Nine stable replicas and one canary, in turn. Consul calls eight of these stable ones healthy, and two canaries.',
    argv: ['wait', '--consul', AGENT, '--max-time', '1s'],
    proxy: () => replicas(9, 1),
    consul: fakeConsul([...instances('service-v1', 8), ...instances('service-v2', 2)]),
  },
  {
    title: 'wait: other numbers than wanted',
    given: 'Nine stable replicas and one canary, in turn.',
    argv: ['wait', '--replicas', '9+4', '--max-time', '1s'],
    proxy: () => replicas(9, 1),
  },
];
