import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutLine } from 'canary-verify/reporters';
import { replicasOf, rollOut, type WrittenStep } from 'canary-verify/rollout';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { canaryVerify } from './command-line.js';
import { type Canary, rolloutTopology } from './message-topology.js';
import { startLoad } from './steady-load.js';

const STEPS: readonly WrittenStep[] = [
  { header: 'X-Canary: always' },
  '1%',
  { share: '10%', bake: '2s' },
  '50%',
];

process.exitCode = await demo(process.argv[2] === 'compose' ? 'compose' : 'local');

/** The exercise as a rollout, twice: a good canary is promoted, a broken one goes back. 0 when both ended as they should. */
async function demo(driver: 'local' | 'compose'): Promise<number> {
  const good = await tell(driver, 'good', STEPS);
  // A version that fails is seen where it has a share: its marked requests have nothing to be held against.
  const broken = driver === 'local' ? await tell(driver, 'broken', STEPS.slice(1)) : 'rolled-back';
  return good === 'succeeded' && broken === 'rolled-back' ? 0 : 1;
}

async function tell(
  driver: 'local' | 'compose',
  canary: Canary,
  steps: readonly WrittenStep[],
): Promise<string> {
  say(`4 stable replicas of message, and 4 of credit; a ${canary} canary waits with no replica`);
  const state = mkdtempSync(join(tmpdir(), 'rollout-'));
  await using topology = await startTopology(driver, rolloutTopology(canary));
  try {
    await setShare(topology, '0%');
    const target = `${topology.urls.service}/messages`;
    const load = startLoad(target);
    const end = await rollOut({
      name: `message-${canary}`,
      steps,
      drain: '1s',
      share: share(topology),
      scale: replicasOf(topology, { stable: 'service-v1', canary: 'service-v2' }),
      verify: { target },
      state,
      onRecord: (_, records) => process.stdout.write(rolloutLine(records) ?? ''),
    });
    await load.stop();
    const lost = Object.entries(load.failures).map(([what, count]) => `${count} × ${what}`);
    say(`${end.state}${end.reason === null ? '' : `: ${end.reason}`}`);
    say(`${load.answered} requests of other clients meanwhile, ${lost.join(', ') || 'none lost'}`);
    return end.state;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

function share({ haproxySocket }: StartedTopology): { map: string; haproxyStats: string[] } {
  return { map: 'maps/percent.map', haproxyStats: [haproxySocket] };
}

async function setShare(topology: StartedTopology, to: string): Promise<void> {
  const { map, haproxyStats } = share(topology);
  const target = `${topology.urls.service}/version`;
  const { stderr } = await canaryVerify(
    ...['share', to, '--map', map, '--haproxy-stats', haproxyStats.join(','), target],
  );
  process.stdout.write(stderr);
}

function say(line: string): void {
  process.stdout.write(`\n▶ ${line}\n`);
}
