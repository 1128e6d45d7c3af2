import { newHealth, observeHealth } from '../../src/tally/health.js';
import { healthOf } from '../../src/tally/health-figures.js';

/** Nine stable replicas and three of the canary. The speed of each wanders by itself. */
export interface Moods {
  /** The logarithm of a replica's speed scatters by so much in the long run. */
  spread: number;
  /** How much of its deviation a replica keeps from one of its responses to the next. */
  kept: number;
  /** What the canary takes more, in milliseconds. */
  canaryTakesMoreMs: number;
  requests: number;
}

const REPLICAS = 12;
const CANARIES = 3;

/** Whether the canary is called slower. */
export function isCalledSlower(moods: Moods, random: () => number): boolean {
  const { spread, kept, canaryTakesMoreMs, requests } = moods;
  const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
  const mood = Array.from({ length: REPLICAS }, () => spread * normal(random));
  let sentAt = 0;
  for (let request = 0; request < requests; request++) {
    const index = Math.floor(random() * REPLICAS);
    mood[index] = kept * (mood[index] ?? 0) + spread * Math.sqrt(1 - kept ** 2) * normal(random);
    const track = index < CANARIES ? 'canary' : 'stable';
    const durationMs =
      10 * Math.exp((mood[index] ?? 0) + 0.3 * normal(random)) + (track === 'canary' ? canaryTakesMoreMs : 0);
    observeHealth(health, { track, instance: `${track}-${index}` }, { sentAt, durationMs });
    sentAt += 0.7;
  }
  return healthOf(health, null, true)?.latency.verdict === 'worse';
}

/** A draw of a normal distribution (Box & Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
