import { replicas } from './fake-proxy.js';
import type { VerdictCase } from './verdict-case.js';

/** The share stands in a file, which two commands set and get. */
const PLAN = `name: shop
target: http://localhost:48151/version
connections: 1
setCommand: echo {share} > share.txt
getCommand: cat share.txt
steps:
  - 10%
  - { share: 50%, bake: 10m }
on: { under: pause }
`;

/** What `rollout` prints. */
export const ROLLOUT_CASES: readonly VerdictCase[] = [
  {
    title: 'rollout: a plan, and what stands there now',
    given: 'The share stands in a file.',
    argv: ['rollout', 'plan', 'rollout.yaml'],
    proxy: null,
    files: { 'rollout.yaml': PLAN, 'share.txt': '0' },
  },
  {
    title: 'rollout: a step whose share does not arrive',
    given: 'Nine stable replicas and one canary, in turn, whatever the file says.',
    argv: ['rollout', 'start', 'rollout.yaml'],
    proxy: () => replicas(9, 1),
    files: { 'rollout.yaml': PLAN, 'share.txt': '0' },
  },
];
