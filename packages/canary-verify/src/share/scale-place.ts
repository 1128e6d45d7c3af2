import { type ScaledServices, untilReady } from './scaled-services.js';
import { NOTHING_BESIDE, type PlaceReading, type SharePlace, type ShareSetting } from './share-place.js';

/** So many replicas of each version. Their sum stays as it is, so that the capacity does. */
export function replicasPlace(scaled: ScaledServices): SharePlace {
  const { name, services, stable, canary } = scaled;
  return {
    name,
    identity: `the replicas of ${stable} and ${canary} of ${name}`,
    isLate: false,
    async read() {
      const [ofStable, ofCanary] = await Promise.all([services.replicas(stable), services.replicas(canary)]);
      if (ofStable + ofCanary === 0) throw new Error(`no replica of ${stable} and ${canary} is ready`);
      return readingOf(ofStable, ofCanary);
    },
    async put({ stored }, signal) {
      const [ofStable = 0, ofCanary = 0] = stored.split('+').map(Number);
      const wanted = [
        { service: stable, count: ofStable, now: await services.replicas(stable) },
        { service: canary, count: ofCanary, now: await services.replicas(canary) },
      ];
      // Up before down: the capacity is never less than before.
      const rising = wanted.filter(({ count, now }) => count > now);
      for (const { service, count } of rising) await services.scale(service, count);
      for (const { service, count } of rising) await untilReady(scaled, { service, count }, signal);
      for (const { service, count, now } of wanted) if (count < now) await services.scale(service, count);
    },
  };
}

function readingOf(stable: number, canary: number): PlaceReading {
  const total = stable + canary;
  const setting = (ofCanary: number): ShareSetting => ({
    share: ofCanary / total,
    words: `${ofCanary} of ${total} replicas`,
    stored: `${total - ofCanary}+${ofCanary}`,
    replicas: { stable: total - ofCanary, canary: ofCanary },
  });
  return { ...setting(canary), ...NOTHING_BESIDE, nearest: (share) => setting(Math.round(share * total)) };
}
