import { execFileSync } from 'node:child_process';

/**
 * The Swarm of one node for test/swarm.test.ts, from before the first test to after the last one: an engine that leaves a Swarm
 * forgets the names of all running containers (seen with 20.10), and those of the other test files would no longer find each
 * other. For the same reason a developer's engine joins and leaves none; there swarm.test.ts uses the Swarm that is there.
 */
export default function joinSwarm(): (() => void) | undefined {
  if (process.env.CANARY_VERIFY_REQUIRE_DOCKER !== '1') return;
  if (docker('info', '--format', '{{.Swarm.LocalNodeState}}') !== 'inactive') return;
  docker('swarm', 'init', '--advertise-addr', '127.0.0.1');
  return () => docker('swarm', 'leave', '--force');
}

function docker(...argv: string[]): string {
  return execFileSync('docker', argv, { encoding: 'utf8' }).trim();
}
