import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutLine } from 'canary-verify/reporters';
import { replicasOf, rollOut, type WrittenStep } from 'canary-verify/rollout';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { canaryVerify } from './command-line.js';
import { type Canary, rolloutTopology } from './message-topology.js';
import { type SteadyLoad, startLoad } from './steady-load.js';

const STEPS: readonly WrittenStep[] = [
  { header: 'X-Canary: always' },
  '1%',
  { share: '10%', bake: '2s' },
  '50%',
];

process.exitCode = await demo(process.argv[2] === 'compose' ? 'compose' : 'local');

/** The exercise as a rollout, twice: a good canary is promoted, a broken one goes back. 0 when both ended as they should. */
async function demo(driver: 'local' | 'compose'): Promise<number> {
  const good = await tellRollout(driver, { canary: 'good', steps: STEPS });
  // The image of the containers has no broken version.
  if (driver === 'compose') return good === 'succeeded' ? 0 : 1;
  // Marked requests would show it before any other client meets it: here the first per cent does.
  const broken = await tellRollout(driver, { canary: 'broken', steps: STEPS.slice(1) });
  return good === 'succeeded' && broken === 'rolled-back' ? 0 : 1;
}

interface Story {
  canary: Canary;
  steps: readonly WrittenStep[];
}

/** Starts all that there is, rolls the canary out, and says what other clients saw meanwhile. Resolves to how it ended. */
async function tellRollout(driver: 'local' | 'compose', { canary, steps }: Story): Promise<string> {
  say(`a ${canary} version of message beside 4 replicas of the old one, and 4 of credit`);
  const state = mkdtempSync(join(tmpdir(), 'rollout-'));
  await using topology = await startTopology(driver, rolloutTopology(canary));
  try {
    await takeShareAway(topology);
    const target = `${topology.urls.service}/messages`;
    const load = startLoad(target);
    const { state: end } = await rollOut({
      ...{ name: `message-${canary}`, steps, drain: '1s', warmUp: '5s', state },
      share: shareOf(topology),
      scale: replicasOf(topology, { stable: 'service-v1', canary: 'service-v2' }),
      verify: { target },
      onRecord: (_, records) => print(rolloutLine(records)?.replaceAll(topology.haproxySocket, 'HAProxy')),
    });
    await load.stop();
    print(`other clients: ${load.answered.toLocaleString('en')} requests answered, ${failed(load)}\n`);
    return end;
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

function failed({ failures }: SteadyLoad): string {
  const each = Object.entries(failures).map(([what, count]) => `${count} failed with ${what}`);
  return each.join(', ') || 'none failed';
}

function shareOf({ haproxySocket }: StartedTopology): { map: string; haproxyStats: string[] } {
  return { map: 'maps/percent.map', haproxyStats: [haproxySocket] };
}

/** The configuration begins with 10 %: too early for a canary without a replica. */
async function takeShareAway(topology: StartedTopology): Promise<void> {
  const { map, haproxyStats } = shareOf(topology);
  const places = ['--map', map, '--haproxy-stats', haproxyStats.join(',')];
  const { exitCode, stderr } = await canaryVerify(
    'share',
    '0%',
    ...places,
    `${topology.urls.service}/version`,
  );
  if (exitCode !== 0) throw new Error(stderr);
}

function print(text: string | undefined): void {
  process.stdout.write(text ?? '');
}

function say(line: string): void {
  print(`\n▶ ${line}\n`);
}
